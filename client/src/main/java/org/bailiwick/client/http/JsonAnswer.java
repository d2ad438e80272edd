package org.bailiwick.client.http;

import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * An HTTP answer: the status, a JSON object (empty when there was no body), the location, and the
 * time after which to ask again.
 */
public record JsonAnswer(
    int status, JsonObject body, Optional<URI> location, Optional<Duration> retryAfter) {}
