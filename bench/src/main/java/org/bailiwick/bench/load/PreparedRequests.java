package org.bailiwick.bench.load;

import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Sends requests that were made beforehand, and compares the answers with the expected one. */
public final class PreparedRequests implements Operation {
  private static final int SHOWN_CHARACTERS = 400;

  /** Makes requests. */
  @FunctionalInterface
  public interface Source {
    Iterator<Request> requests(int count) throws IOException, InterruptedException;

    /** Makes one request, which is sent again and again. */
    @FunctionalInterface
    interface One {
      Request request() throws IOException, InterruptedException;
    }

    static Source repeating(One one) {
      return count -> {
        Request request = one.request();
        return Stream.generate(() -> request).iterator();
      };
    }
  }

  private final Source source;
  private final Predicate<Request.Answer> expected;
  private final Runnable afterwards;
  private Iterator<Request> requests = Collections.emptyIterator();
  private boolean complained;

  public PreparedRequests(Source source, Predicate<Request.Answer> expected) {
    this(source, expected, () -> {});
  }

  public PreparedRequests(Source source, Predicate<Request.Answer> expected, Runnable afterwards) {
    this.source = source;
    this.expected = expected;
    this.afterwards = afterwards;
  }

  @Override
  public void prepare(int count) throws IOException, InterruptedException {
    Iterator<Request> made = source.requests(count);
    synchronized (this) {
      requests = made;
    }
  }

  @Override
  public Outcome perform() {
    Request request;
    synchronized (this) {
      if (!requests.hasNext()) {
        return Outcome.USED_UP;
      }
      request = requests.next();
    }
    try {
      Request.Answer answer = request.send();
      if (expected.test(answer)) {
        return Outcome.GOOD;
      }
      complain(request, answer.toString());
    } catch (IOException e) {
      complain(request, e.toString());
    }
    return Outcome.BAD;
  }

  /** Sends one of the requests, which counts for nothing; its connection is kept open. */
  @Override
  public void open() {
    perform();
  }

  @Override
  public void finish() {
    afterwards.run();
  }

  /** Shows the first unexpected answer only, since all others are counted. */
  private synchronized void complain(Request request, String answer) {
    if (!complained) {
      complained = true;
      String shown = answer.substring(0, Math.min(answer.length(), SHOWN_CHARACTERS));
      System.err.println("unexpected answer to " + request + ": " + shown);
    }
  }
}
