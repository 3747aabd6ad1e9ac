-- Moves a device's cursor forward, never back; one of another epoch is replaced.
-- KEYS: 1 the cursors of a user: by device "turn offset epoch"; the device with the highest turn was heard of last
-- ARGV: 1 the primary, of no use here, 2 device, 3 offset, 4 epoch, 5 how many devices are kept,
--       6 after how many milliseconds all are forgotten
-- Gives the offset that the furthest device had in the epoch, if this one is further, else -1.
local cursors, device, offset, epoch = KEYS[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local kept = offset
local furthest, last, count = 0, 0, 0
local oldest, oldest_turn

local all = redis.call('HGETALL', cursors)
for i = 1, #all, 2 do
  local turn, at, of = string.match(all[i + 1], '^(%d+) (%d+) (.*)$')
  turn, at = tonumber(turn), tonumber(at)
  last = math.max(last, turn)
  if of == epoch then
    furthest = math.max(furthest, at)
  end
  if all[i] == device then
    kept = of == epoch and math.max(at, offset) or offset
  else
    count = count + 1
    if not oldest or turn < oldest_turn then
      oldest, oldest_turn = all[i], turn
    end
  end
end

if oldest and count >= tonumber(ARGV[5]) then
  redis.call('HDEL', cursors, oldest)
end
redis.call('HSET', cursors, device, string.format('%.0f %.0f %s', last + 1, kept, epoch))
redis.call('PEXPIRE', cursors, ARGV[6])
return offset > furthest and furthest or -1
