-- Reads a part of a log.
-- KEYS  meta, log
-- ARGV  primary, epoch for a new stream, now, life of the keys, longest age, after, before, most messages, most bytes,
--       1 for the last ones rather than the first
-- Returns {epoch, offset of the end, offset of the first in the log, {offset, entry, offset, entry, ...}}, the entries
-- in the order in which they were asked for.

local now, life = tonumber(ARGV[3]), tonumber(ARGV[4])
local after, before = tonumber(ARGV[6]), tonumber(ARGV[7])
local messages, bytes, latest = tonumber(ARGV[8]), tonumber(ARGV[9]), ARGV[10] == '1'
local s = open(KEYS[1], KEYS[2], ARGV[1], ARGV[2])
local lost = not s.new and redis.call('XLEN', s.log) ~= s.o - s.f + 1
if lost then
    -- The log was taken away and the rest was not: the stream goes on, and vouches for nothing before.
    s.f, s.b, s.t = s.o + 1, 0, 0
end
local dropped = trim(s, math.huge, math.huge, now - tonumber(ARGV[5]))
if lost or dropped or due(s, now, life) then
    save(s, now, life)
    if lost or dropped then
        cut(s)
    end
end

local low, high = math.max(after + 1, s.f), math.min(before - 1, s.o)
local found, sum = {}, 0
local step = latest and -1 or 1
local at, last = latest and high or low, latest and low or high
while low <= high and #found < 2 * messages do
    local ask = math.min(messages - #found / 2, 100)
    local part
    if latest then
        part = redis.call('XREVRANGE', s.log, whole(at) .. '-0', whole(low) .. '-0', 'COUNT', ask)
    else
        part = redis.call('XRANGE', s.log, whole(at) .. '-0', whole(high) .. '-0', 'COUNT', ask)
    end
    for _, entry in ipairs(part) do
        local _, weight = head(entry)
        sum = sum + weight
        if #found > 0 and sum > bytes then
            return {s.e, whole(s.o), whole(s.f), found}
        end
        found[#found + 1] = string.match(entry[1], '^%d+')
        found[#found + 1] = entry[2][2]
    end
    at = at + step * #part
    if #part == 0 or (last - at) * step < 0 then
        break
    end
end
return {s.e, whole(s.o), whole(s.f), found}
