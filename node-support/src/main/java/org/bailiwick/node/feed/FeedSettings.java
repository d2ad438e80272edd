package org.bailiwick.node.feed;

import java.net.URI;
import java.time.Duration;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * The stream of the authority that is read.
 *
 * @param authorityUrl the authority's https base; also the exact {@code iss} of its events
 * @param authority the identity that its TLS certificate must prove
 * @param stream the stream's name; also the {@code aud} of its events
 * @param longPoll time limit of a poll; longer than the authority waits for an event
 */
public record FeedSettings(URI authorityUrl, SpiffeId authority, String stream, Duration longPoll) {

  /** A poll may take 30 seconds; the authority answers after 20 seconds at most. */
  public static FeedSettings of(URI authorityUrl, SpiffeId authority, String stream) {
    return new FeedSettings(authorityUrl, authority, stream, Duration.ofSeconds(30));
  }
}
