package org.bailiwick.client.http;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.Optional;

/**
 * What came back: the status, a JSON object (empty when there was no body) and the place of what
 * was made.
 */
public record JsonAnswer(int status, JsonObject body, Optional<URI> location) {}
