"""Fills the tables that grow with the number of supporters, by a few statements of SQL.

What is rare stays rare: of a hundred signatures one is held, one withdrawn, one on paper.
"""

from django.db import connection

SPAN = 100_000
"""So many rows, ten minutes apart, end today; fewer of them begin as long ago."""

# The numbers of three rows follow each other in one petition, so that each has every kind.
SIGNATURES = """
    INSERT INTO petitions_signature (
        petition_id, text_id, state, source, first_name, last_name, email, address_hash, country,
        postal_code, comment, comment_state, comment_quoted, show_name, wants_updates, language,
        requested_at, confirmed_at, ended_at, token_version, network, needs_check,
        invalidation_id, state_before, region)
    SELECT petition.id, petition.text_id, kind.state, kind.source,
        (ARRAY['Rosa', 'Kelly', 'Ana', 'Zoë', 'Maribel', 'Susan', 'Tracee'])[1 + n % 7],
        initcap(translate(left(md5(n::text), 7), '0123456789', 'ghijklmnop')),
        'signer' || n || '@' || kind.domain, sha256(n::text::bytea), 'US', '93610',
        'She belongs with her family.',
        CASE WHEN kind.state = 'confirmed' THEN (ARRAY['waiting', 'approved', 'refused'])[1 + n % 3]
            ELSE 'waiting' END,
        false, n % 2 = 0, n % 3 = 0, 'en', kind.at, kind.at,
        CASE WHEN kind.state IN ('withdrawn', 'invalidated') THEN kind.at END, 1,
        CASE WHEN n >= %(span)s - 4320 THEN decode(md5((n / 5)::text), 'hex') END, n % 1000 = 7,
        CASE WHEN kind.state = 'invalidated'
            THEN (SELECT min(id) FROM petitions_invalidation) END,
        CASE WHEN kind.state = 'invalidated' THEN 'confirmed' ELSE '' END, ''
    FROM generate_series(%(first)s, %(last)s) AS n
    CROSS JOIN LATERAL (SELECT
        CASE n % 100 WHEN 20 THEN 'pending' WHEN 40 THEN 'held' WHEN 60 THEN 'withdrawn'
            WHEN 80 THEN 'invalidated' ELSE 'confirmed' END AS state,
        CASE n % 100 WHEN 10 THEN 'paper' WHEN 11 THEN 'import' ELSE 'web' END AS source,
        CASE WHEN n % 1000 IN (0, 3) THEN 'rare.example' WHEN n % 2 = 0 THEN 'gmail.com'
            ELSE 'example.org' END AS domain,
        now() - (%(span)s - n) * interval '10 minutes' AS at) AS kind
    JOIN (SELECT id, text_id, row_number() OVER (ORDER BY id) - 1 AS place,
            count(*) OVER () AS number
        FROM petitions_petition WHERE state = 'open') AS petition
        ON petition.place = n / 3 % petition.number
    ORDER BY n
"""

EVENTS = """
    INSERT INTO organizations_auditevent
        (organization_id, at, by_name, action, subject, details)
    SELECT organization.id, now() - (%(span)s - n) * interval '10 minutes',
        CASE WHEN n % 1000 = 4 THEN 'zenobia' ELSE 'rosa' END,
        CASE WHEN n % 1000 < 3 THEN 'open rally'
            ELSE (ARRAY['edit campaign', 'release', 'edit petition'])[1 + n % 3] END,
        'signature ' || n, '{}'
    FROM generate_series(%(first)s, %(last)s) AS n
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS number
        FROM organizations_organization) AS organization
        ON organization.place = n / 3 % organization.number
    ORDER BY n
"""

SUBSCRIPTIONS = """
    INSERT INTO petitions_subscription
        (organization_id, email, address_hash, language, since, token_version)
    SELECT organization.id, 'signer' || n || CASE WHEN n % 1000 IN (0, 3) THEN '@rare.example'
        ELSE '@example.org' END, sha256(n::text::bytea), 'en', now(), 1
    FROM generate_series(%(first)s, %(last)s) AS n
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS number
        FROM organizations_organization) AS organization
        ON organization.place = n / 3 % organization.number
    ORDER BY n
"""

SUPPRESSIONS = """
    INSERT INTO petitions_suppression (address_hash, since)
    SELECT sha256(n::text::bytea), now() FROM generate_series(%(first)s, %(last)s) AS n
"""

MAILS = """
    INSERT INTO petitions_confirmationmail (petition_id, address_hash, asked_at, state, ended_at)
    SELECT petition.id, sha256(n::text::bytea), kind.at, kind.state,
        CASE WHEN kind.state <> 'owed' THEN kind.at END
    FROM generate_series(%(first)s, %(last)s) AS n
    CROSS JOIN LATERAL (SELECT
        CASE n % 200 WHEN 1 THEN 'owed' WHEN 2 THEN 'dropped' ELSE 'sent' END AS state,
        now() - (%(span)s - n) * interval '10 minutes' AS at) AS kind
    CROSS JOIN (SELECT min(id) AS id FROM petitions_petition) AS petition
    ORDER BY n
"""

TASKS = """
    INSERT INTO django_tasks_database_dbtaskresult
        (id, status, enqueued_at, args_kwargs, priority, task_path, worker_ids, queue_name,
        backend_name, run_after, return_value, exception_class_path, traceback)
    SELECT gen_random_uuid(),
        CASE n % 200 WHEN 1 THEN 'FAILED' WHEN 2 THEN 'READY' ELSE 'SUCCESSFUL' END,
        now() - (%(span)s - n) * interval '10 minutes', '{"args": [], "kwargs": {}}', 0,
        'petitions.emails.send_confirmation', '[]', 'default', 'default', now(), 'null', '', ''
    FROM generate_series(%(first)s, %(last)s) AS n
    ORDER BY n
"""

GROWING = {
    "petitions_signature": SIGNATURES,
    "organizations_auditevent": EVENTS,
    "petitions_subscription": SUBSCRIPTIONS,
    "petitions_suppression": SUPPRESSIONS,
    "petitions_confirmationmail": MAILS,
    "django_tasks_database_dbtaskresult": TASKS,
}


def fill(first: int, last: int) -> None:
    """Add the rows with these numbers to each growing table; then let the database look at them.

    There must be an open petition with a text, for each a share of the signatures.
    """
    numbers = {"first": first, "last": last, "span": SPAN}
    with connection.cursor() as cursor:
        for statement in GROWING.values():
            for name, number in numbers.items():
                statement = statement.replace(f"%({name})s", str(number))
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")
