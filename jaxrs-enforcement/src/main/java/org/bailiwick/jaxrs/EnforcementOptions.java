package org.bailiwick.jaxrs;

import jakarta.ws.rs.core.Configuration;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Where the enforcement point is, and what it is asked about.
 *
 * @param url its address on this machine, such as {@code http://127.0.0.1:7190}
 * @param application the name of the application in the policies
 * @param subjectType the type of a subject whose name is no SPIFFE id
 * @param patience how long an answer may take
 */
public record EnforcementOptions(
    URI url, String application, String subjectType, Duration patience) {
  private static final String URL = "enforcement.url";
  private static final String APPLICATION = "enforcement.application";
  private static final String SUBJECT_TYPE = "enforcement.subject-type";
  private static final String USUAL_TYPE = "User";
  private static final Duration USUAL_PATIENCE = Duration.ofSeconds(2);

  public EnforcementOptions {
    if (!"http".equals(url.getScheme()) || !isThisMachine(url.getHost())) {
      throw new IllegalArgumentException(URL + " must be an http URL of this machine");
    }
    if (!application.matches("[a-z][a-z0-9-]{0,30}")) {
      throw new IllegalArgumentException(APPLICATION + " is no name of an application");
    }
  }

  /** The same with what is usual for the rest. */
  public EnforcementOptions(URI url, String application) {
    this(url, application, USUAL_TYPE, USUAL_PATIENCE);
  }

  private static boolean isThisMachine(String host) {
    return "127.0.0.1".equals(host) || "localhost".equals(host) || "[::1]".equals(host);
  }

  /**
   * The properties {@code enforcement.url} and {@code enforcement.application} of the application,
   * or the system properties or environment variables ({@code ENFORCEMENT_URL}) of these names.
   *
   * @throws IllegalArgumentException if one is missing, so that the service does not start
   */
  static EnforcementOptions of(Configuration configuration) {
    return new EnforcementOptions(
        URI.create(required(configuration, URL)),
        required(configuration, APPLICATION),
        find(configuration, SUBJECT_TYPE).orElse(USUAL_TYPE),
        USUAL_PATIENCE);
  }

  private static String required(Configuration configuration, String name) {
    return find(configuration, name)
        .orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
  }

  private static Optional<String> find(Configuration configuration, String name) {
    String variable = name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    return Optional.ofNullable(configuration.getProperty(name))
        .map(Object::toString)
        .or(() -> Optional.ofNullable(System.getProperty(name)))
        .or(() -> Optional.ofNullable(System.getenv(variable)));
  }
}
