package org.bailiwick.broker.rest;

import java.util.Map;
import org.bailiwick.broker.access.HttpAsset;
import org.bailiwick.broker.access.HttpCall;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.outbound.Repetition;
import org.bailiwick.contract.capability.Capability;

/** Calls the operations of one API. */
final class RestWork implements BackEndWork {
  private final HttpAsset.Opened asset;
  private final Map<Capability, RestOperation> operations;

  RestWork(HttpAsset.Opened asset, Map<Capability, RestOperation> operations) {
    this.asset = asset;
    this.operations = operations;
  }

  @Override
  public BackEndAnswer perform(BackEndCall call) {
    RestOperation operation = operations.get(call.operation().capability());
    try {
      BackEndRequest request = operation.request(asset.connection().place().base(), call);
      HttpCall exchange = asset.begin(call);
      return new BackEndAnswer.Done(operation.output(exchange.exchange(request), exchange));
    } catch (BackEndFault e) {
      return e.answer(operation.repetition());
    }
  }

  @Override
  public boolean isRepeatable(AssetOperation operation) {
    return operations.get(operation.capability()).repetition() != Repetition.ONCE;
  }

  @Override
  public void close() {
    asset.close();
  }
}
