/** What ClientPage runs in a page: connects, and notes what comes, under the name `it`. */
async (options) => {
  const { connect } = await import(new URL('carillon/carillon.js', location.href));
  const got = new Map();
  const it = { acks: 0, refusals: [], states: [], events: [], settled: [] };
  it.got = (channel) => got.get(channel) ?? [];
  it.subscribe = async (channel, how) => {
    const stream = it.connection.channel(channel);
    got.set(channel, []);
    stream.addEventListener('message', ({ detail }) => got.get(channel).push(detail.content));
    stream.addEventListener('recovered', ({ detail }) => it.events.push(`${channel} recovered ${detail.recovered}`));
    await stream.subscribe(how);
  };
  it.publish = (channel, first, last) => {
    for (let number = first; number <= last; number++) {
      it.connection.channel(channel).publish(number).then(
        () => it.acks++,
        ({ code }) => it.refusals.push(`${number} ${code}`),
      );
    }
  };
  const endpoint = new URL('ws', location.href);
  it.connection = connect(endpoint, options);
  it.states.push(it.connection.state.name);
  it.connection.addEventListener('state', ({ detail }) => it.states.push(detail.name));
  it.connection.addEventListener('settled', ({ detail }) => it.settled.push(detail));
  window.it = it;
}
