-- Varied entries: skewed units, themes, kinds; places follow units; some dates to the month, some only a year.
-- In the order of their days, as a register grows. One in a hundred is restricted, one in a thousand confidential.
WITH drawn AS (
  SELECT n, 1 + floor(random() * %(pool)s)::int AS pool_n, 1 + floor(power(random(), 1.5) * %(units)s)::int AS unit,
    1 + floor(power(random(), 1.8) * 24)::int AS theme, random() AS r1, random() AS r2, random() AS r3, random() AS r4,
    random() AS r5,
    make_date(%(first)s, 1, 1) + floor(random() * 365.2 * %(years)s)::int AS day,
    floor(power(random(), 2) * 120)::int + 5 AS people
  FROM generate_series(1, %(rows)s) n
), placed AS (
  SELECT drawn.*, (SELECT id FROM core_unit WHERE reports ORDER BY position OFFSET unit - 1 LIMIT 1) AS unit_pk,
    'K' || lpad((1 + (unit * 5 + floor(r1 * 5)::int + CASE WHEN r2 > 0.85 THEN floor(r3 * 38)::int ELSE 0 END) %% 38)::text, 2, '0') AS place,
    (ARRAY['A01','A02','A03','A04','A05','A06','A07','A08','A09','A10','A11','A12','A99','B01','B02','B03','B04','B05','B06','B07','B08','B09','B99','A02'])[theme] AS theme_code
  FROM drawn
)
INSERT INTO activities_activity (unit_id, theme, category, kind, "column", role, title, narrative, start, start_precision,
  "end", end_precision, dates, period_start, period_end, sessions, participants, women, men, places, place_codes, partners,
  partner_keys, marking, tlp, restricted, search, origin, reference, withdrawn_reason, version, created_by_id, created_at, updated_by_id, updated_at)
SELECT unit_pk, theme_code, CASE WHEN theme_code < 'B' THEN 'general' ELSE 'threats' END,
  (ARRAY['training','workshop','meeting','conference','seminar','roundtable','donation','assessment','campaign','other'])[1 + floor(power(r1, 1.4) * 10)::int],
  (ARRAY['information_exchange','training','analysis'])[1 + floor(power(r2, 1.3) * 3)::int], 'organized',
  pool.title || ' ' || placed.n, pool.narrative,
  CASE WHEN r3 < 0.9 THEN CASE WHEN r3 < 0.2 THEN date_trunc('month', day)::date ELSE day END END,
  CASE WHEN r3 < 0.2 THEN 'month' WHEN r3 < 0.9 THEN 'day' ELSE '' END,
  CASE WHEN r3 < 0.9 THEN CASE WHEN r3 < 0.2 THEN (date_trunc('month', day) + interval '1 month - 1 day')::date ELSE day + floor(r4 * 5)::int END END,
  CASE WHEN r3 < 0.2 THEN 'month' WHEN r3 < 0.9 THEN 'day' ELSE '' END, '[]',
  CASE WHEN r3 < 0.2 THEN date_trunc('month', day)::date WHEN r3 < 0.9 THEN day ELSE date_trunc('year', day)::date END,
  CASE WHEN r3 < 0.2 THEN (date_trunc('month', day) + interval '1 month - 1 day')::date WHEN r3 < 0.9 THEN day + floor(r4 * 5)::int
    ELSE (date_trunc('year', day) + interval '1 year - 1 day')::date END,
  CASE WHEN r4 > 0.85 THEN 2 + floor(r1 * 10)::int END,
  CASE WHEN r1 < 0.7 THEN people END, CASE WHEN r1 < 0.4 THEN floor(people * r2)::int END,
  CASE WHEN r1 < 0.4 THEN people - floor(people * r2)::int END,
  ARRAY[core_place.name], ARRAY[place], CASE WHEN r2 < 0.6 THEN ARRAY['Kosovo Police'] ELSE '{}' END,
  CASE WHEN r2 < 0.6 THEN ARRAY['kosovo police'] ELSE '{}' END,
  CASE WHEN r5 < 0.001 THEN 3 WHEN r5 < 0.011 THEN 2 ELSE 1 END, '', false,
  pool.words || array_to_tsvector(ARRAY[placed.n::text]) || CASE WHEN r2 < 0.6 THEN array_to_tsvector(ARRAY['kosovo','police']) ELSE '' END
    || place_words.words,
  CASE WHEN r4 < 0.8 THEN 'report' ELSE 'hand' END, '', '', 1, 1, day + interval '40 days', 1, day + interval '50 days'
FROM placed JOIN pool ON pool.n = pool_n JOIN core_place ON core_place.code = place
JOIN (SELECT code, array_to_tsvector(array_agg(DISTINCT word)) AS words FROM core_place,
  unnest(regexp_split_to_array(translate(lower(name || ' ' || name_sq || ' ' || name_sr), 'ëçšžćčđ/', 'ecszccd '), '\s+')) AS word
  WHERE word <> '' GROUP BY code) AS place_words ON place_words.code = place
ORDER BY placed.day
