package org.bailiwick.node.outbound.spool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.bailiwick.node.outbound.AnswerTooLongException;

/**
 * Collects a body in memory and, when it is longer than that, in a file, up to a limit. When more
 * comes or the file cannot be written, it closes the connection.
 */
final class SpoolingBody implements HttpResponse.BodySubscriber<AnswerBody> {

  private final Spool spool;
  private final int inMemory;
  private final int longest;
  private final CompletableFuture<AnswerBody> body = new CompletableFuture<>();
  private final ByteArrayOutputStream first = new ByteArrayOutputStream();
  private SpooledAnswer spooled;
  private Flow.Subscription subscription;
  private long length;

  SpoolingBody(Spool spool, int inMemory, int longest) {
    this.spool = spool;
    this.inMemory = inMemory;
    this.longest = longest;
  }

  @Override
  public CompletionStage<AnswerBody> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription offered) {
    subscription = offered;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        take(buffer);
      }
    } catch (IOException e) {
      subscription.cancel();
      giveUp(
          e instanceof AnswerTooLongException || e instanceof SpoolFaultException
              ? e
              : new SpoolFaultException("the file of a long answer cannot be written", e));
    }
  }

  private void take(ByteBuffer buffer) throws IOException {
    length += buffer.remaining();
    if (length > longest) {
      throw new AnswerTooLongException(longest);
    }
    byte[] chunk = new byte[buffer.remaining()];
    buffer.get(chunk);
    if (spooled == null && length > inMemory) {
      spooled = new SpooledAnswer(spool);
      spooled.write(first.toByteArray());
      first.reset();
    }
    if (spooled == null) {
      first.writeBytes(chunk);
    } else {
      spooled.write(chunk);
    }
  }

  @Override
  public void onError(Throwable failure) {
    giveUp(failure);
  }

  private void giveUp(Throwable failure) {
    if (spooled != null) {
      spooled.close();
    }
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    if (!body.isDone()) {
      body.complete(spooled == null ? new AnswerBody.Whole(first.toByteArray()) : spooled);
    }
  }
}
