package org.bailiwick.node.outbound.receiver;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.settings.Settings;

/**
 * The receivers that the operator has listed.
 *
 * @param origins the https origins that callers may name; without any, nothing is sent
 * @param privateOrigins those of them that may resolve to an address which is not public
 * @param tlsAnchors trust anchors for receivers' certificates; when empty, those of the platform
 */
public record ReceiverOrigins(
    Set<Origin> origins, Set<Origin> privateOrigins, Set<X509Certificate> tlsAnchors) {

  public ReceiverOrigins {
    origins = Set.copyOf(origins);
    privateOrigins = Set.copyOf(privateOrigins);
    tlsAnchors = Set.copyOf(tlsAnchors);
  }

  /**
   * Reads the settings {@code push-origins}, {@code push-private-origins} and {@code
   * push-tls-anchors} of a component; each fault is kept until {@link Settings#done}.
   *
   * @param component the beginning of their names, such as {@code master}
   */
  public static ReceiverOrigins read(Settings settings, String component) {
    String all = component + ".push-origins";
    String inside = component + ".push-private-origins";
    String anchors = component + ".push-tls-anchors";
    Set<Origin> origins = origins(settings, all);
    Set<Origin> privateOrigins = origins(settings, inside);
    if (!origins.containsAll(privateOrigins)) {
      settings.fault(inside, "must be among those of " + all);
    }
    return new ReceiverOrigins(
        origins,
        privateOrigins,
        settings
            .findPath(anchors)
            .map(file -> anchors(settings, anchors, file))
            .orElseGet(Set::of));
  }

  private static Set<Origin> origins(Settings settings, String key) {
    Set<Origin> origins = new HashSet<>();
    for (String text : settings.list(key)) {
      origin(text)
          .ifPresentOrElse(
              origins::add,
              () ->
                  settings.fault(
                      key, "must have https origins such as https://agents.example:8443"));
    }
    return origins;
  }

  private static Optional<Origin> origin(String text) {
    try {
      URI uri = URI.create(text);
      Origin origin = Origin.of(uri);
      boolean isBare =
          uri.getRawPath().isEmpty() && uri.getRawQuery() == null && uri.getRawFragment() == null;
      return Optional.of(origin).filter(found -> isBare);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Set<X509Certificate> anchors(Settings settings, String key, Path file) {
    try {
      Set<X509Certificate> anchors = Set.copyOf(Pem.certificates(Files.readAllBytes(file)));
      if (!anchors.isEmpty()) {
        return anchors;
      }
    } catch (IOException | IllegalArgumentException e) {
      // reported below
    }
    settings.fault(key, "must be a readable file of certificates in PEM form");
    return Set.of();
  }
}
