package org.bailiwick.bench.load;

import jakarta.json.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;

/**
 * An officer who revokes credentials at the authority.
 *
 * @param tls shows the officer's certificate
 * @param authority the address of the authority
 */
public record Officer(SSLSocketFactory tls, String authority) {
  /** The time of an answer that did not come. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final int CREATED = 201;

  /** Revokes a credential after a while; the time of the answer, or {@link #NEVER}. */
  public long revoke(String serial, Duration after) {
    try {
      Thread.sleep(after);
      Request.Answer answer =
          Request.json(
                  tls,
                  URI.create(authority + "/v1/revocations"),
                  Json.createObjectBuilder()
                      .add("serial", serial)
                      .add("reason", "key-compromise")
                      .build()
                      .toString())
              .send();
      if (answer.status() == CREATED) {
        return System.nanoTime();
      }
      System.err.println("not revoked: " + answer);
    } catch (IOException e) {
      System.err.println("not revoked: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return NEVER;
  }
}
