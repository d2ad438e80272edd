package org.bailiwick.aca.feed;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity(name = "FeedEvent")
@Table(name = "feed_event")
@SuppressWarnings("unused") // columns that are stored and not read here
class FeedEventRow {

  @Id private String jti;

  /** Set by the database in the order of inserts. */
  @Column(insertable = false, updatable = false)
  private long seq;

  private String stream;
  private String claims;

  private Instant at;

  protected FeedEventRow() {}

  FeedEventRow(String stream, String jti, String claims, Instant at) {
    this.stream = stream;
    this.jti = jti;
    this.claims = claims;
    this.at = at;
  }

  long seq() {
    return seq;
  }

  String jti() {
    return jti;
  }

  String claims() {
    return claims;
  }
}
