package org.bailiwick.broker.rest;

import java.time.Duration;
import java.util.Map;
import org.bailiwick.broker.access.HttpAsset;
import org.bailiwick.broker.access.HttpCall;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;

/** Calls the operations of one API. */
final class RestWork implements BackEndWork {
  private static final Duration PAUSE = Duration.ofSeconds(1);

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
    } catch (ProblemException e) { // no secret, or no place for the receipt: nothing was sent
      return new BackEndAnswer.Busy(e.check(), PAUSE);
    }
  }

  @Override
  public void close() {
    asset.close();
  }
}
