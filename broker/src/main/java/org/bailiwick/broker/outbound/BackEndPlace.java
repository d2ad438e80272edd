package org.bailiwick.broker.outbound;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.client.credential.CredentialFolder;

/**
 * Where a back end is and how it is known.
 *
 * @param base its URL; a path of it comes before the paths of operations
 * @param caFile the CAs of its certificate, PEM; those of the platform if empty
 * @param shown the credential whose certificate it is shown in TLS, if any
 */
public record BackEndPlace(
    URI base, AddressRule addresses, Optional<Path> caFile, Optional<CredentialFolder> shown) {
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "[::1]", "localhost");

  /**
   * Refuses what is no URL of a back end.
   *
   * @throws IllegalArgumentException with the rule that the URL breaks
   */
  public BackEndPlace {
    if (base.getHost() == null || base.getRawUserInfo() != null) {
      throw new IllegalArgumentException("url has a host, and no user information");
    }
    if (base.getRawQuery() != null || base.getRawFragment() != null) {
      throw new IllegalArgumentException("url has no query and no fragment");
    }
    boolean plain =
        "http".equals(base.getScheme())
            && addresses == AddressRule.LOOPBACK
            && THIS_MACHINE.contains(base.getHost());
    if (!plain && !"https".equals(base.getScheme())) {
      throw new IllegalArgumentException(
          "url is https; http is for 127.0.0.1, [::1] and localhost with addresses loopback");
    }
    if (plain && shown.isPresent()) {
      throw new IllegalArgumentException("a client certificate needs https");
    }
  }

  /**
   * The place that an asset file describes by these members.
   *
   * @param url names the member with the URL
   * @throws IllegalArgumentException naming the member and the rule
   */
  public static BackEndPlace parse(AssetMembers members, String url) {
    try {
      return of(
          new URI(members.text(url)),
          members.optionalText("addresses"),
          members.optionalText("ca_file"));
    } catch (URISyntaxException e) {
      throw members.fault(url, "is not a URL");
    } catch (IllegalArgumentException e) {
      throw members.fault(url + ":", e.getMessage());
    }
  }

  /**
   * The place at this URL.
   *
   * @param addresses the name of an {@link AddressRule}; {@code public} if empty
   * @throws IllegalArgumentException with the rule that is broken
   */
  public static BackEndPlace of(URI url, Optional<String> addresses, Optional<String> caFile) {
    return new BackEndPlace(
        url,
        addresses.map(AddressRule::parse).orElse(AddressRule.PUBLIC),
        caFile.map(Path::of),
        Optional.empty());
  }

  /** The same place, where this credential is shown. */
  public BackEndPlace showing(Optional<CredentialFolder> credential) {
    return new BackEndPlace(base, addresses, caFile, credential);
  }

  /** Whether the URI has scheme, host and port of this place. */
  boolean holds(URI uri) {
    return base.getScheme().equals(uri.getScheme())
        && base.getHost().equalsIgnoreCase(uri.getHost())
        && base.getPort() == uri.getPort()
        && uri.getRawUserInfo() == null;
  }
}
