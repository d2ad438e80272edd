package org.bailiwick.broker.mcp;

import jakarta.json.JsonObject;
import java.util.Map;
import org.bailiwick.broker.access.HttpAsset;
import org.bailiwick.broker.access.HttpCall;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.Repetition;
import org.bailiwick.contract.capability.Capability;

/** Calls the tools of one server, each call in a session of its own. */
final class McpWork implements BackEndWork {
  private final HttpAsset.Opened asset;
  private final Map<Capability, ToolOperation> operations;
  private final ToolReviews reviews;

  McpWork(HttpAsset.Opened asset, Map<Capability, ToolOperation> operations, ToolReviews reviews) {
    this.asset = asset;
    this.operations = operations;
    this.reviews = reviews;
  }

  @Override
  public BackEndAnswer perform(BackEndCall call) {
    ToolOperation operation = operations.get(call.operation().capability());
    try {
      JsonObject arguments = operation.argumentsOf(call.input());
      return new BackEndAnswer.Done(output(operation, arguments, call));
    } catch (BackEndFault e) {
      return e.answer(operation.repetition());
    }
  }

  private String output(ToolOperation operation, JsonObject arguments, BackEndCall call) {
    HttpCall exchange = asset.begin(call);
    try (McpSession session = open(exchange)) {
      requireReviewed(operation, session);
      return ToolResult.output(
          session.call(operation.tool(), arguments, call.idempotencyKey()), exchange);
    }
  }

  private McpSession open(HttpCall exchange) {
    try {
      return McpSession.open(asset.connection().place().base(), exchange);
    } catch (BackEndFault e) {
      throw e.beforeTheWork();
    }
  }

  private void requireReviewed(ToolOperation operation, McpSession session) {
    if (!reviews.isDue(operation)) {
      return;
    }
    try {
      ToolList.requireSame(session, operation);
      reviews.done(operation);
    } catch (BackEndFault e) {
      reviews.forget(operation);
      throw e.beforeTheWork();
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
