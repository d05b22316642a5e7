// A merchant's server as its developer would write it with the public client: charges, asks, ends, is refused, and
// handles a notification. Each step is told as a line of JSON; NodeClientTests says what must stand there.
'use strict';

const readline = require('readline');
const midtransClient = require('midtrans-client');

const { GERAI_URL, GERAI_SERVER_KEY, GERAI_CLIENT_KEY } = process.env;

// The client knows its hosts by heart; this one method leads it to a gateway of one's own.
function clientWith(serverKey) {
  const api = new midtransClient.CoreApi({ isProduction: false, serverKey, clientKey: GERAI_CLIENT_KEY });
  api.apiConfig.getCoreApiBaseUrl = () => GERAI_URL;
  return api;
}

function chargeOf(order, store, amount) {
  return {
    payment_type: 'cstore',
    transaction_details: { order_id: order, gross_amount: amount },
    cstore: { store, message: 'Node shop' },
  };
}

async function tell(step, call) {
  let line;
  try {
    line = { step, answer: await call };
  } catch (error) {
    line = {
      step,
      error: error.name,
      httpStatusCode: error.httpStatusCode,
      apiResponse: error.ApiResponse,
      message: error.message,
    };
  }

  console.log(JSON.stringify(line));
}

async function walk() {
  const api = clientWith(GERAI_SERVER_KEY);
  await tell('charge alfamart', api.charge(chargeOf('node-1', 'alfamart', 44000)));
  await tell('charge indomaret', api.charge(chargeOf('node-2', 'indomaret', 162500)));
  await tell('status', api.transaction.status('node-1'));
  await tell('cancel', api.transaction.cancel('node-2'));
  await tell('charge again', api.charge(chargeOf('node-2', 'indomaret', 162500)));
  await tell('expire', api.transaction.expire('node-2'));
  await tell('status of the expired', api.transaction.status('node-2'));

  await tell('order id in use', api.charge(chargeOf('node-1', 'alfamart', 44000)));
  await tell('unknown order', api.transaction.status('node-3'));
  await tell('ended already', api.transaction.cancel('node-2'));
  await tell('approve', api.transaction.approve('node-1'));
  await tell('refund', api.transaction.refund('node-1', { amount: 44000, reason: 'none' }));
  await tell('capture', api.capture({ transaction_id: 'node-3', gross_amount: 44000 }));
  await tell('wrong key', clientWith('SB-Mid-server-wrong').charge(chargeOf('node-4', 'alfamart', 44000)));
  await tell('no amount', api.charge(chargeOf('node-4', 'alfamart', 0)));

  // Meanwhile somebody pays at a counter; what the shop then receives comes in by stdin, byte for byte.
  console.log(JSON.stringify({ step: 'waiting' }));
  for await (const notification of readline.createInterface({ input: process.stdin })) {
    await tell('notification', api.transaction.notification(notification));
  }
}

walk();
