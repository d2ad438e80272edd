package org.bailiwick.aca.feed;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;

/** How far a receiver has acknowledged its stream, and about when it polled last. */
@Entity(name = "FeedReceiver")
@Table(name = "feed_receiver")
@IdClass(FeedReceiverRow.Key.class)
class FeedReceiverRow {

  /** A receiver polls three times a minute; a write for each poll would help nobody. */
  private static final Duration NOTED_EVERY = Duration.ofHours(1);

  @Id private String stream;
  @Id private String receiver;
  private long acknowledged;

  @Column(name = "polled_at")
  private Instant polledAt;

  protected FeedReceiverRow() {}

  /** A receiver that has acknowledged nothing gets all events that are there. */
  FeedReceiverRow(Receiver receiver, Instant now) {
    this.stream = receiver.stream();
    this.receiver = receiver.name();
    this.polledAt = now;
  }

  static Key key(Receiver receiver) {
    return new Key(receiver.stream(), receiver.name());
  }

  long acknowledged() {
    return acknowledged;
  }

  boolean isNotedAt(Instant now) {
    return !polledAt.plus(NOTED_EVERY).isBefore(now) && !polledAt.isAfter(now.plus(NOTED_EVERY));
  }

  void acknowledge(long seq, Instant now) {
    acknowledged = seq;
    polledAt = now;
  }

  /** The columns of the primary key. */
  record Key(String stream, String receiver) {}
}
