package org.bailiwick.master.push;

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
 * Where clients may be told of their tasks, and the bounds of it.
 *
 * @param origins the https origins that clients may name; without any, nobody is told
 * @param privateOrigins those of them that may resolve to an address which is not public
 * @param tlsAnchors trust anchors for receivers' certificates; when empty, those of the platform
 * @param ofCaller the most configurations of one caller
 * @param tries the most tries of one notification
 * @param atOnce the most notifications that are sent at once
 */
public record PushSettings(
    Set<Origin> origins,
    Set<Origin> privateOrigins,
    Set<X509Certificate> tlsAnchors,
    int ofCaller,
    int tries,
    int atOnce) {

  private static final String ORIGINS = "master.push-origins";
  private static final String PRIVATE_ORIGINS = "master.push-private-origins";
  private static final String ANCHORS = "master.push-tls-anchors";

  public PushSettings {
    origins = Set.copyOf(origins);
    privateOrigins = Set.copyOf(privateOrigins);
    tlsAnchors = Set.copyOf(tlsAnchors);
  }

  /** Reads the settings; each fault is kept until {@link Settings#done}. */
  public static PushSettings read(Settings settings) {
    Set<Origin> origins = origins(settings, ORIGINS);
    Set<Origin> privateOrigins = origins(settings, PRIVATE_ORIGINS);
    if (!origins.containsAll(privateOrigins)) {
      settings.fault(PRIVATE_ORIGINS, "must be among those of " + ORIGINS);
    }
    return new PushSettings(
        origins,
        privateOrigins,
        settings.findPath(ANCHORS).map(file -> anchors(settings, file)).orElseGet(Set::of),
        settings.number("master.push-per-caller", 100, new Settings.Range(1, 10_000)),
        settings.number("master.push-tries", 12, new Settings.Range(1, 50)),
        settings.number("master.push-calls", 8, new Settings.Range(1, 64)));
  }

  /** Whether clients are told of their tasks at all. */
  public boolean isOn() {
    return !origins.isEmpty();
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

  private static Set<X509Certificate> anchors(Settings settings, Path file) {
    try {
      Set<X509Certificate> anchors = Set.copyOf(Pem.certificates(Files.readAllBytes(file)));
      if (!anchors.isEmpty()) {
        return anchors;
      }
    } catch (IOException | IllegalArgumentException e) {
      // reported below
    }
    settings.fault(ANCHORS, "must be a readable file of certificates in PEM form");
    return Set.of();
  }
}
