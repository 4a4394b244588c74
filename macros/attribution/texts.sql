{#- decoded_text(expression): a text of an address without its escapes: a plus sign and %20 are blanks, %7C is a stroke.

    in:  'Brand+-+Search', 'SP%20%7C%20Auto'      out: 'brand - search', 'sp | auto'
    in:  'guide%20%F0%9F%8E%81'                   out: 'guide %f0%9f%8e%81'     (no engine of ours reads the bytes of an emoji)

    In lower case and without blanks at either end: escapes are written in both. Decoded once; `%2520` stays `%20`. -#}
{% macro decoded_text(expression) -%}
    {%- set ns = namespace(text="lower(replace(" ~ expression ~ ", '+', ' '))") -%}
    {%- for code in range(32, 127) if code != 37 and not (48 <= code <= 57 or 65 <= code <= 90 or 97 <= code <= 122) -%}
        {%- set character = "chr(" ~ code ~ ")" -%}
        {%- set ns.text = "replace(" ~ ns.text ~ ", '%" ~ ('%02x' % code) ~ "', " ~ character ~ ")" -%}
    {%- endfor -%}
    trim(
        case
            when position('%' in {{ expression }}) > 0 then replace({{ ns.text }}, '%25', '%')
            else lower(replace({{ expression }}, '+', ' '))
        end
    )
{%- endmacro %}


{#- told_text(text): what a decoded tag of a link tells, null when it only says that it tells nothing.

    in:  ' google ', '(not set)', '(none)', '-'      out: 'google', null, null, null -#}
{% macro told_text(text) -%}
    case
        when trim({{ text }}) not in (
            '', '(not set)', '(none)', '(direct)', '(data deleted)', '(not provided)', 'null', 'none', 'undefined',
            'nan', '-'
        )
            then trim({{ text }})
    end
{%- endmacro %}


{#- tag_code(expression): a source or medium as the channel groups spell it.

    in:  'Paid_Social', 'www.Google.com'      out: 'paid-social', 'google.com' -#}
{% macro tag_code(expression) -%}
    case
        when {{ expression }} like 'www.%' then substring({{ expression }}, 5)
        else replace(replace({{ expression }}, ' ', '-'), '_', '-')
    end
{%- endmacro %}


{#- host_of(address), site_of(host): the host of an address, in lower case; a host without `www.`. A path of the shop itself has
    none. Two steps, for an engine works out a text as often as a statement writes it.

    in:  'https://www.Google.com/search?q=mug'      out: 'www.google.com', then 'google.com'
    in:  'l.instagram.com', '/products/mug'         out: 'l.instagram.com' and '', then 'l.instagram.com' and null -#}
{% macro host_of(address) -%}
    split_part(split_part(split_part(split_part(lower(
        case when position('://' in {{ address }}) > 0 then split_part({{ address }}, '://', 2) else {{ address }} end
    ), '/', 1), '?', 1), '#', 1), ':', 1)
{%- endmacro %}

{% macro site_of(host) -%}
    nullif(case when {{ host }} like 'www.%' then substring({{ host }}, 5) else {{ host }} end, '')
{%- endmacro %}


{#- query_of(address), query_tag(query, name): the query of an address with a stroke before it, null without one; the value of a tag in
    it, still escaped, null where it is not there or blank. Two steps, for an engine works out a text as often as a statement writes it.

    in:  '/mug?utm_source=google&gclid=&a=1#top'      out: '&utm_source=google&gclid=&a=1', then of utm_source 'google', of gclid null
    in:  '/mug', '/mug?my_gclid=x'                    out: null and '&my_gclid=x', then of gclid null -#}
{% macro query_of(address) -%}
    case
        when position('?' in split_part({{ address }}, '#', 1)) > 0
            then '&' || substring(
                split_part({{ address }}, '#', 1), length(split_part({{ address }}, '?', 1)) + 2
            )
    end
{%- endmacro %}

{% macro query_tag(query, name) -%}
    nullif(trim(split_part(split_part({{ query }}, '&{{ name }}=', 2), '&', 1)), '')
{%- endmacro %}


{#- name_code(text): a decoded name without blanks and punctuation of ASCII, so that two spellings of one campaign meet.

    in:  'c01 - prospecting', 'C01_Prospecting'      out: 'c01prospecting' twice -#}
{% macro name_code(text) -%}
    translate(lower({{ text }}), 'a !"#$%&()*+,-./:;<=>?@[]^_`{|}~' || chr(39) || chr(92), 'a')
{%- endmacro %}


{#- name_bytes(text): a decoded name by its ASCII letters and digits and the number of bytes that the others take, written out or
    escaped. Null for a name of ASCII alone.

    in:  'Gift Guide 🎁', 'gift guide %f0%9f%8e%81'      out: 'giftguide 4' twice -#}
{% macro name_bytes(text) -%}
    {%- set plain = without_escapes(text) -%}
    {%- set bytes = "(" ~ byte_length(plain) ~ " - length(" ~ ascii_only(plain) ~ ") + " ~ int_divide('(length(' ~ text ~ ') - length(' ~ plain ~ '))', 3) ~ ")" -%}
    case
        when {{ byte_length(plain) }} > length({{ ascii_only(plain) }}) or length({{ text }}) > length({{ plain }})
            then {{ normalized_code(plain) }} || ' ' || cast(cast({{ bytes }} as integer) as {{ dbt.type_string() }})
    end
{%- endmacro %}


{#- fits(text, pattern): whether a text is of a pattern in which `*` stands for any text.

    in:  'l.facebook.com', '*.facebook.*'      out: true -#}
{% macro fits(text, pattern) -%}
    {{ text }} like replace({{ pattern }}, '*', '%')
{%- endmacro %}


{#- pattern_rank(source, medium): how narrow a row of the channel groups is, 0 the narrowest. A medium says more than a source, a text
    more than a pattern, a pattern more than `*` alone.

    in:  ('google', 'cpc'), ('google', 'cp*'), ('*', 'email'), ('*', '*')      out: 0, 3, 2, 8 -#}
{% macro pattern_rank(source, medium) -%}
    3 * {{ pattern_width(medium) }} + {{ pattern_width(source) }}
{%- endmacro %}

{% macro pattern_width(pattern) -%}
    case when {{ pattern }} = '*' then 2 when position('*' in {{ pattern }}) > 0 then 1 else 0 end
{%- endmacro %}
