-- Redshift's functions, catalog views and semantics, for a PostgreSQL that stands in for it.
-- Schema redshift comes before pg_catalog in the search path, so that what stands here wins.
set allow_system_table_mods = on;

create schema redshift;

-- What the proxy puts in the place of a statement that Redshift would refuse.
create function redshift.refuse(reason text) returns void language plpgsql as $$
begin
    raise exception '%', reason using errcode = '0A000';
end $$;

-- How a COPY ended that the proxy has done; it says so in a setting of the session.
create procedure redshift.finish_copy() language plpgsql as $$
declare failure text := current_setting('redshift.copy_failure', true);
begin
    if coalesce(failure, '') <> '' then
        raise exception '%', failure using errcode = 'XX000';
    end if;
end $$;

-- A cast of a selected value to fewer places cuts: "explicit casts of values selected from tables
-- are not rounded" (Amazon Redshift Database Developer Guide, computations with numeric values).
create function redshift.at_scale(value numeric, places integer) returns numeric
    language sql immutable as 'select pg_catalog.trunc($1, $2)';
create function redshift.at_scale(value bigint, places integer) returns numeric
    language sql immutable as 'select $1::pg_catalog.numeric';
create function redshift.at_scale(value integer, places integer) returns numeric
    language sql immutable as 'select $1::pg_catalog.numeric';
create function redshift.at_scale(value text, places integer) returns numeric
    language sql immutable as 'select $1::pg_catalog.numeric';
create function redshift.at_scale(value double precision, places integer) returns numeric
    language sql immutable as 'select $1::pg_catalog.numeric';

-- A quotient with so many places, cut. PostgreSQL divides to as many places as its operands show.
create function redshift.quotient(numerator numeric, denominator numeric, places integer)
    returns numeric language sql immutable as $$
    select pg_catalog.trunc(
        pg_catalog.round($1, greatest(pg_catalog.scale($1), $3 + 10)) / $2, $3
    )
$$;

-- 'a' = 'a ': trailing blanks do not count in a comparison.
create function redshift.text_equal(text, text) returns boolean
    language sql immutable as
    'select pg_catalog.rtrim($1) operator(pg_catalog.=) pg_catalog.rtrim($2)';
create function redshift.text_unequal(text, text) returns boolean
    language sql immutable as
    'select pg_catalog.rtrim($1) operator(pg_catalog.<>) pg_catalog.rtrim($2)';
create operator redshift.= (leftarg = text, rightarg = text, function = redshift.text_equal);
create operator redshift.<> (leftarg = text, rightarg = text, function = redshift.text_unequal);

-- concat takes two arguments and is null when one of them is.
create function redshift.concat(text, text) returns text
    language sql immutable as 'select $1 || $2';

-- The average of whole numbers is a whole number, cut.
create function redshift.average_cut(state bigint[]) returns bigint language sql immutable as
    'select case when $1[2] > 0 then pg_catalog.trunc($1[1]::numeric / $1[2])::bigint end';
create function redshift.average_next(state bigint[], value bigint) returns bigint[]
    language sql immutable as
    'select case when $2 is null then $1 else array[$1[1] + $2, $1[2] + 1] end';
create function redshift.average_next(state bigint[], value integer) returns bigint[]
    language sql immutable as 'select redshift.average_next($1, $2::bigint)';
create function redshift.average_next(state bigint[], value smallint) returns bigint[]
    language sql immutable as 'select redshift.average_next($1, $2::bigint)';
create aggregate redshift.avg(smallint) (
    sfunc = redshift.average_next, stype = bigint[], initcond = '{0,0}',
    finalfunc = redshift.average_cut
);
create aggregate redshift.avg(bigint) (
    sfunc = redshift.average_next, stype = bigint[], initcond = '{0,0}',
    finalfunc = redshift.average_cut
);
create aggregate redshift.avg(integer) (
    sfunc = redshift.average_next, stype = bigint[], initcond = '{0,0}',
    finalfunc = redshift.average_cut
);

create function redshift.getdate() returns timestamp
    language sql stable as 'select pg_catalog.statement_timestamp()::timestamp(0)';

create function redshift.dateadd(part text, amount bigint, moment timestamp) returns timestamp
    language sql immutable as $$
    select $3 + case pg_catalog.lower($1)
        when 'day' then pg_catalog.make_interval(days => $2::integer)
        when 'week' then pg_catalog.make_interval(days => 7 * $2::integer)
        when 'month' then pg_catalog.make_interval(months => $2::integer)
        when 'quarter' then pg_catalog.make_interval(months => 3 * $2::integer)
        when 'year' then pg_catalog.make_interval(months => 12 * $2::integer)
        when 'hour' then pg_catalog.make_interval(hours => $2::integer)
        when 'minute' then pg_catalog.make_interval(mins => $2::integer)
        when 'second' then pg_catalog.make_interval(secs => $2)
    end
$$;

-- A timestamp without zone, of a date too.
create function redshift.date_trunc(part text, day date) returns timestamp
    language sql immutable as 'select pg_catalog.date_trunc($1, $2::timestamp)';

-- The boundaries of the part that lie between two moments.
create function redshift.datediff(part text, earlier timestamp, later timestamp) returns bigint
    language sql immutable as $$
    select case pg_catalog.lower($1)
        when 'year' then
            pg_catalog.date_part('year', $3) - pg_catalog.date_part('year', $2)
        when 'quarter' then
            (pg_catalog.date_part('year', $3) - pg_catalog.date_part('year', $2)) * 4
            + pg_catalog.date_part('quarter', $3) - pg_catalog.date_part('quarter', $2)
        when 'month' then
            (pg_catalog.date_part('year', $3) - pg_catalog.date_part('year', $2)) * 12
            + pg_catalog.date_part('month', $3) - pg_catalog.date_part('month', $2)
        when 'week' then
            (pg_catalog.date_trunc('week', $3)::date - pg_catalog.date_trunc('week', $2)::date) / 7
        when 'day' then $3::date - $2::date
        else pg_catalog.date_part('epoch', pg_catalog.date_trunc($1, $3)
            - pg_catalog.date_trunc($1, $2))
            / case pg_catalog.lower($1) when 'hour' then 3600 when 'minute' then 60 else 1 end
    end::bigint
$$;

-- A 64-bit hash of its own kind: what it is compared with came from here, too.
create function redshift.fnv_hash(value text) returns bigint
    language sql immutable as 'select pg_catalog.hashtextextended($1, 0)';
create function redshift.fnv_hash(value text, seed bigint) returns bigint
    language sql immutable as 'select pg_catalog.hashtextextended($1, $2)';

-- Catalog relations that clients of Redshift read.
create function pg_catalog.pg_get_late_binding_view_cols() returns setof record
    language sql as 'select null::name, null::name, null::name, null::varchar, null::int where false';
create view pg_catalog.svv_external_columns as
    select null::text as schemaname, null::text as tablename, null::text as columnname,
        null::text as external_type, null::int as columnnum, null::int as part_key where false;
create view pg_catalog.svv_external_tables as
    select null::text as schemaname, null::text as tablename where false;
create view pg_catalog.svv_table_info as
    select null::text as database, null::text as schema, null::oid as table_id,
        null::text as "table", null::text as encoded, null::text as diststyle,
        null::text as sortkey1, null::int as max_varchar, null::text as sortkey1_enc,
        null::int as sortkey_num, null::bigint as size, null::numeric as pct_used,
        null::bigint as empty, null::numeric as unsorted, null::numeric as stats_off,
        null::numeric as tbl_rows, null::numeric as skew_sortkey1,
        null::numeric as skew_rows where false;
create view pg_catalog.svv_columns as
    select table_catalog::text, table_schema::text, table_name::text, column_name::text,
        ordinal_position::int, data_type::text, character_maximum_length::int,
        numeric_precision::int, numeric_scale::int
    from information_schema.columns;
