-- Takes the sessions of a life that is over out of a channel, some users at a time, and tells the followers who left.
-- Each user is done in one act, so that no leave is told twice, whoever drains and however often.
-- KEYS: 1 the members, 2 the number of the last act of each life, 3 the users with a session of this life
-- ARGV: 1 the primary, of no use here, 2 the command that publishes, 3 the channel it publishes to, 4 the life,
--       5 how many users at most
-- Gives how many users are left over, then the packed members that have left.
local members, acts, held = KEYS[1], KEYS[2], KEYS[3]
local publish, news, life = ARGV[2], ARGV[3], ARGV[4]

local function without(record)
  local kept = {record[1]}
  for i = 2, #record, 2 do
    if record[i + 1] ~= life then
      kept[#kept + 1] = record[i]
      kept[#kept + 1] = record[i + 1]
    end
  end
  return kept
end

local results = {0}
for _, user in ipairs(redis.call('SRANDMEMBER', held, ARGV[5])) do
  local known = redis.call('HGET', members, user)
  if known then
    local record = cmsgpack.unpack(known)
    local kept = without(record)
    if #kept == 1 then
      redis.call('HDEL', members, user)
      redis.call(publish, news, '-' .. known)
      results[#results + 1] = known
    elseif #kept < #record then
      redis.call('HSET', members, user, cmsgpack.pack(kept))
    end
  end
  redis.call('SREM', held, user)
end
results[1] = redis.call('SCARD', held)
if results[1] == 0 then
  redis.call('HDEL', acts, life)
end
return results
