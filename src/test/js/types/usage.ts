// What a page may write: it must compile under --strict. What it may not is marked, and must not compile.
import {
  connect,
  Refusal,
  type Ack,
  type Channel,
  type Connection,
  type History,
  type Json,
  type LocalCode,
  type Member,
  type Options,
  type Position,
  type Publication,
  type State,
} from '../../../main/resources/META-INF/resources/carillon/carillon.js';

const options: Options = {
  token: async () => (await fetch('/api/token')).text(),
  user: 'bob',
  device: 'desk',
  shared: true,
  store: 'indexeddb',
  queue: 50,
  retries: 3,
  retryAfter: 3000,
  backOff: { step: 500, limit: 10_000, attempts: 20 },
  transports: ['websocket', 'sse', 'poll'],
  connectTimeout: 5000,
  WebSocket: class {},
};

export const connections: Connection[] = [
  connect(),
  connect(options),
  connect('wss://portal.example/carillon/ws', { shared: 'chat', token: 'abc' }),
  connect(new URL('/carillon/ws', 'https://portal.example'), { user: 'bob' }),
];

export async function page(): Promise<Json> {
  const carillon = connect();
  carillon.addEventListener('state', ({ detail }) => show(detail));
  carillon.addEventListener('notification', ({ detail }) => console.log(detail.content, detail.sender));
  carillon.addEventListener('direct', ({ detail }) => console.log(detail.channel, detail.offset), { once: true });
  carillon.addEventListener('receipt', ({ detail }) => console.log(detail.content));
  carillon.addEventListener('dropped', ({ detail }) => console.log(detail.count + detail.offset));
  carillon.addEventListener('overflow', ({ detail }) => console.log(detail.to ?? detail.channel, detail.content));
  carillon.addEventListener('progress', ({ detail }) => console.log(detail.sent / detail.total, detail.key));
  carillon.addEventListener('settled', ({ detail }) => console.log(detail.ack?.offset, detail.refusal?.code));
  const ack: Ack = await carillon.send('nora', { text: 'hi' }, { key: 'k', receipt: true });
  const renewed: { user: string; expires?: number } = await carillon.signIn('token');
  const milliseconds: number = await carillon.ping();
  console.log(ack.offset, ack.duplicate, renewed.expires, milliseconds);
  carillon.reconnect();
  carillon.pause();
  carillon.resume();
  await channel(carillon.channel('orders'));
  const answer = await carillon.call('price', { article: 7 });
  carillon.close();
  return answer;
}

async function channel(orders: Channel): Promise<void> {
  const listener = ({ detail }: { detail: Publication }) => console.log(detail.content);
  orders.addEventListener('message', listener);
  orders.removeEventListener('message', listener);
  orders.addEventListener('recovered', ({ detail }) => detail.recovered || location.reload());
  orders.addEventListener('members', ({ detail }) => console.log(detail.length));
  orders.addEventListener('join', ({ detail }) => console.log(detail.user, detail.info.name));
  orders.addEventListener('leave', ({ detail }) => console.log(detail.sessions));
  orders.addEventListener('unsubscribed', ({ detail }) => console.log(detail.code, detail.message));
  orders.addEventListener('closed', ({ detail }) => show(detail));
  const since: Position = { epoch: 'e', offset: 3 };
  const { position, recovered, members } = await orders.subscribe({ since, presence: true });
  const present: Member[] = members ?? orders.members;
  const page: History = await orders.history({ before: position, limit: 20 });
  console.log(recovered, present, page.messages, page.more, orders.position?.offset, orders.name);
  await orders.publish([1, 'two', null, { three: true }]);
  await orders.publish('…', { type: 'chat', slot: 's', key: 'k', queue: false });
  for await (const { content, sender, time } of orders) {
    console.log(content, sender, new Date(time));
  }
  console.log((await orders.presence()).map(({ user }) => user));
  await orders.unsubscribe();
}

function show(state: State): string {
  switch (state.name) {
    case 'online':
      return `${state.user} by ${state.transport}`;
    case 'waiting':
      return `again in ${state.delay} ms: ${state.word}`;
    case 'closed':
      return `${state.code} ${state.words}`;
    default:
      return state.name;
  }
}

export async function refused(orders: Channel): Promise<LocalCode | string> {
  try {
    await orders.publish(1);
    return 'fine';
  } catch (failure) {
    return failure instanceof Refusal && failure.retry ? failure.code : 'internal';
  }
}

export function wrong(carillon: Connection): void {
  // @ts-expect-error: a function is not JSON
  carillon.channel('a').publish(() => {});
  // @ts-expect-error: there is no such event
  carillon.addEventListener('stat', () => {});
  // @ts-expect-error: the state is the connection's to change
  carillon.state = { name: 'connecting' };
  // @ts-expect-error: there is no such transport
  connect({ transports: ['telepathy'] });
  // @ts-expect-error: a position has an epoch
  carillon.channel('a').subscribe({ since: { offset: 1 } });
  // @ts-expect-error: it has to be told to whom
  carillon.send({ text: 'hi' });
}
