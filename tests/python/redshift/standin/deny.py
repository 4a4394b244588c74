"""placeholder"""
def refusal(sql): return ""
