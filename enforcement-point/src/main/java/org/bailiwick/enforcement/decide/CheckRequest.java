package org.bailiwick.enforcement.decide;

import java.util.List;
import java.util.function.Function;

/**
 * A request that a web server asks about.
 *
 * @param application the application that serves it
 * @param method the method of the request
 * @param target its target, as the client has sent it
 * @param headers the lines of a header by its name
 */
public record CheckRequest(
    String application, String method, String target, Function<String, List<String>> headers) {}
