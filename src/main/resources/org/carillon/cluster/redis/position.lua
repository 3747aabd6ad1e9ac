-- Says where a stream is, and keeps it from being forgotten.
-- KEYS  meta, log
-- ARGV  primary, epoch for a new stream, now, life of the keys, an epoch and an offset that the stream has reached as
--       the caller knows, both perhaps empty: a stream that lost its end begins a new epoch
-- Returns {epoch, offset}.

local s = open(KEYS[1], KEYS[2], ARGV[1], ARGV[2])
if not s.new and s.e == ARGV[5] and s.o < tonumber(ARGV[6]) then
    s = {e = ARGV[2], o = 0, p = ARGV[1], f = 1, b = 0, t = 0, x = 0, meta = KEYS[1], log = KEYS[2], new = true}
end
if s.new or s.x > tonumber(ARGV[3]) or tonumber(ARGV[3]) - s.x > tonumber(ARGV[4]) / 8 then
    save(s, tonumber(ARGV[3]), tonumber(ARGV[4]))
end
return {s.e, whole(s.o)}
