package org.bailiwick.aca.web.events;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.aca.feed.EventFeed;
import org.bailiwick.aca.feed.FeedReader;
import org.bailiwick.aca.feed.Receiver;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.request.HeldAnswer;

/**
 * One poll, which occupies no thread while it waits. It is answered once: at the next event of its
 * stream, or without events at its timeout.
 */
final class LongPoll {

  static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private final FeedReader feed;
  private final Receiver receiver;
  private final FeedReader.Poll poll;
  private final HeldAnswer answer;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final Runnable wake = this::answerIfDue;

  LongPoll(FeedReader feed, Receiver receiver, FeedReader.Poll poll, HeldAnswer answer) {
    this.feed = feed;
    this.receiver = receiver;
    this.poll = poll;
    this.answer = answer;
  }

  void begin() {
    feed.acknowledge(receiver, poll);
    answer.request().setTimeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    answer.request().setTimeoutHandler(late -> finish(feed.nothing()));
    answerIfDue();
  }

  /** Registers for the next event before it reads, so that no event in between is missed. */
  private void answerIfDue() {
    try {
      if (!poll.returnImmediately()) {
        feed.waiters().await(receiver.stream(), wake);
      }
      EventFeed.Batch batch = feed.next(receiver, poll);
      if (poll.returnImmediately() || !batch.sets().isEmpty() || poll.maxEvents() == 0) {
        finish(batch);
      }
    } catch (RuntimeException failure) {
      if (close()) {
        answer.give(
            () -> {
              throw failure;
            });
      }
    }
  }

  private void finish(EventFeed.Batch batch) {
    if (close()) {
      answer.give(() -> json(batch));
    }
  }

  private static String json(EventFeed.Batch batch) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("sets", batch.sets());
    body.put("moreAvailable", batch.moreAvailable());
    return JsonText.of(body);
  }

  private boolean close() {
    feed.waiters().forget(receiver.stream(), wake);
    return answered.compareAndSet(false, true);
  }
}
