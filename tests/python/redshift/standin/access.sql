-- What standin/access.py notes: roles, masks and row policies, and the catalog views that show them.
-- Attachments hang on the table itself: a table that takes its name has none.
create table redshift.roles (role_name text primary key);
create table redshift.masks (
    policy_name text primary key, input_columns text, policy_expression text
);
create table redshift.masks_attached (
    policy_name text references redshift.masks, relation oid, output_columns text, grantee text,
    grantee_type text, priority integer, unique (relation, output_columns, grantee),
    unique (relation, output_columns, priority)
);
create table redshift.row_policies (polname text primary key, polatts text, polqual text);
create table redshift.row_policies_attached (
    polname text references redshift.row_policies, relation oid, grantee text, granteekind text,
    unique (polname, relation, grantee)
);
create table redshift.row_security (relation oid primary key);

create function redshift.is_role(role text) returns void language plpgsql as $$
begin
    if not exists (select from redshift.roles where role_name = role) then
        raise exception 'role "%" does not exist', role;
    end if;
end $$;

-- The relation of this name; its column and the role must be there.
create function redshift.relation(schema text, name text, col text, role text, kind text)
    returns oid language plpgsql as $$
declare found_oid oid := pg_catalog.to_regclass(pg_catalog.format('%I.%I', schema, name))::oid;
begin
    if found_oid is null or (col is not null and not exists (
        select from pg_catalog.pg_attribute where attrelid = found_oid and attname::text = col
    )) then
        raise exception 'relation %.% or its column % does not exist', schema, name, coalesce(col, '');
    end if;
    if kind = 'role' then
        perform redshift.is_role(role);
    end if;
    return found_oid;
end $$;

create function redshift.new_mask(text, text, text) returns void
    language sql as 'insert into redshift.masks values ($1, $2, $3)';
create function redshift.attach_mask(text, text, text, text, text, text, text) returns void
    language sql as $$
    insert into redshift.masks_attached
    select $1, redshift.relation($2, $3, $4, $5, $6), pg_catalog.json_build_array($4)::text, $5, $6,
        $7::integer
$$;
create function redshift.detach_mask(text, text, text, text, text, text) returns void
    language plpgsql as $$
begin
    delete from redshift.masks_attached
    where policy_name = $1 and relation = redshift.relation($2, $3, $4, $5, $6)
        and output_columns = pg_catalog.json_build_array($4)::text and grantee = $5;
    if not found then
        raise exception 'masking policy "%" is not attached', $1;
    end if;
end $$;

create function redshift.new_row_policy(text, text, text) returns void
    language sql as 'insert into redshift.row_policies values ($1, $2, $3)';
create function redshift.attach_row_policy(text, text, text, text, text) returns void
    language sql as $$
    insert into redshift.row_policies_attached
    select $1, redshift.relation($2, $3, null, $4, $5), $4, $5
$$;
create function redshift.detach_row_policy(text, text, text, text, text) returns void
    language plpgsql as $$
begin
    delete from redshift.row_policies_attached
    where polname = $1 and relation = redshift.relation($2, $3, null, $4, $5) and grantee = $4;
    if not found then
        raise exception 'rls policy "%" is not attached', $1;
    end if;
end $$;
create function redshift.row_level_security(text, text, text) returns void language plpgsql as $$
begin
    delete from redshift.row_security where relation = redshift.relation($1, $2, null, null, null);
    if $3 = 'on' then
        insert into redshift.row_security values (redshift.relation($1, $2, null, null, null));
    end if;
end $$;

create view pg_catalog.svv_roles as select role_name from redshift.roles;
create view pg_catalog.svv_masking_policy as
    select policy_name, input_columns, policy_expression from redshift.masks;
create view pg_catalog.svv_attached_masking_policy as
    select a.policy_name, n.nspname::text as schema_name, c.relname::text as table_name, a.grantee,
        a.grantee_type, a.priority, a.output_columns as input_columns, a.output_columns
    from redshift.masks_attached as a
    inner join pg_catalog.pg_class as c on c.oid = a.relation
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace;
create view pg_catalog.svv_rls_policy as select polname, polatts, polqual from redshift.row_policies;
create view pg_catalog.svv_rls_attached_policy as
    select n.nspname::text as relschema, c.relname::text as relname, a.polname, a.grantee,
        a.granteekind, s.relation is not null as is_rls_on
    from redshift.row_policies_attached as a
    inner join pg_catalog.pg_class as c on c.oid = a.relation
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    left join redshift.row_security as s on s.relation = a.relation;
create view pg_catalog.svv_relation_privileges as
    select p.table_schema::text as namespace_name, p.table_name::text as relation_name,
        p.privilege_type::text, p.grantee::text as identity_name,
        case
            when p.grantee::text = 'PUBLIC' then 'public'
            when r.role_name is not null then 'role'
            else 'user'
        end as identity_type
    from information_schema.table_privileges as p
    left join redshift.roles as r on r.role_name = p.grantee::text;
create view pg_catalog.svv_schema_privileges as
    select n.nspname::text as namespace_name, a.privilege_type::text, r.role_name as identity_name,
        'role' as identity_type
    from pg_catalog.pg_namespace as n
    cross join lateral pg_catalog.aclexplode(n.nspacl) as a
    inner join pg_catalog.pg_roles as p on p.oid = a.grantee
    inner join redshift.roles as r on r.role_name = p.rolname::text;
