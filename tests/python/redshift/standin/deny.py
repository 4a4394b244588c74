"""placeholder"""


def refusal(sql, in_transaction):
    return ""
