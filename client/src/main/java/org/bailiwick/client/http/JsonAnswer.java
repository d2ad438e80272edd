package org.bailiwick.client.http;

import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What came back: the status, a JSON object (empty when there was no body), the place of what was
 * made, and after how long to ask again.
 */
public record JsonAnswer(
    int status, JsonObject body, Optional<URI> location, Optional<Duration> retryAfter) {}
