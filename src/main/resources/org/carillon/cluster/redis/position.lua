-- Says where a stream is, and keeps it from being forgotten.
-- KEYS  meta, log
-- ARGV  primary, epoch for a new stream, now, life of the keys
-- Returns {epoch, offset}.

local now, life = tonumber(ARGV[3]), tonumber(ARGV[4])
local s = open(KEYS[1], KEYS[2], ARGV[1], ARGV[2])
if due(s, now, life) then
    save(s, now, life)
end
return {s.e, whole(s.o)}
