package org.bailiwick.master.callout;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.Locator;

/**
 * The URL at which an agent tells the state of an order. It comes from the agent, so it may only
 * lead to the agent: it has the scheme, host and port of the agent's locator, spelled alike, and a
 * path below the locator's path. Nothing is normalised, and there is no query.
 */
record StatusUrl(URI uri) {

  private static final int MAX_LENGTH = 2048;
  private static final String SEGMENT = "(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]{1,128}";

  /** What may follow the locator's path. */
  private static final Pattern BELOW = Pattern.compile(SEGMENT + "(?:/" + SEGMENT + "){0,7}");

  /** Reads a Location, whose relative form is resolved as RFC 9110 section 10.2.2 says. */
  static Optional<StatusUrl> find(Locator locator, String location) {
    return find(locator.uri(), location);
  }

  /** The same below the URI of a partner domain's service. */
  static Optional<StatusUrl> find(URI base, String location) {
    try {
      URI target = base.resolve(new URI(location));
      return location.length() <= MAX_LENGTH && isBelow(base, target)
          ? Optional.of(new StatusUrl(target))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isBelow(URI base, URI target) {
    String path = base.getRawPath();
    String above = path.endsWith("/") ? path : path + "/";
    return base.getScheme().equals(target.getScheme())
        && base.getRawAuthority().equals(target.getRawAuthority())
        && target.getRawQuery() == null
        && target.getRawFragment() == null
        && target.getRawPath().startsWith(above)
        && BELOW.matcher(target.getRawPath().substring(above.length())).matches();
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
