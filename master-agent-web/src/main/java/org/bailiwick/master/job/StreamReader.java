package org.bailiwick.master.job;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.node.request.RequestContext;

/**
 * The reader of an event stream, made in the thread of the request that opens it.
 *
 * @param id the name of the caller or operator
 * @param right throws the refusal if the reader may not read the job now
 * @param context runs work in the context of the request
 */
public record StreamReader(String id, Consumer<JobRecord> right, UnaryOperator<Runnable> context) {

  public StreamReader(String id, Consumer<JobRecord> right) {
    this(id, right, RequestContext.carrier());
  }
}
