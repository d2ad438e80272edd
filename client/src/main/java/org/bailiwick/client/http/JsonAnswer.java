package org.bailiwick.client.http;

import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * An HTTP answer.
 *
 * @param body empty if the answer had no body
 * @param retryAfter the time to wait before the next request
 */
public record JsonAnswer(
    int status, JsonObject body, Optional<URI> location, Optional<Duration> retryAfter) {}
