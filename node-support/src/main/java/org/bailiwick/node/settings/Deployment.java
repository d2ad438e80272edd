package org.bailiwick.node.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The trust domain of this copy of an application. A further copy in one process has the resource
 * {@value #RESOURCE}, which names its trust domain and its settings file. The copy then reads that
 * file only, since the settings of the process belong to another domain. An application without the
 * resource uses the settings of the process (docs/trust-domains.md).
 */
public final class Deployment {

  static final String RESOURCE = "META-INF/bailiwick-deployment.properties";

  private static final String TRUST_DOMAIN = "node.trust-domain";

  private final String trustDomain;
  private final Properties settings;

  private Deployment(String trustDomain, Properties settings) {
    this.trustDomain = trustDomain;
    this.settings = settings;
  }

  /** The deployment of this copy; empty for the first copy in the process. */
  static Optional<Deployment> own() {
    return Own.FOUND;
  }

  /** Name of the trust domain of a further copy; empty for the first copy in the process. */
  public static Optional<String> furtherTrustDomain() {
    return own().map(copy -> copy.trustDomain);
  }

  /** Name of the trust domain, for log lines. */
  public static Optional<String> trustDomain() {
    return furtherTrustDomain().or(() -> Optional.ofNullable(System.getProperty(TRUST_DOMAIN)));
  }

  /**
   * Reads the resource and the file that it names.
   *
   * @throws IllegalStateException when there are several resources, a key is missing, the file
   *     cannot be read, or the file is for another trust domain
   */
  static Optional<Deployment> of(ClassLoader loader) {
    try {
      List<URL> found = Collections.list(loader.getResources(RESOURCE));
      if (found.size() > 1) {
        throw new IllegalStateException("Several resources " + RESOURCE);
      }
      return found.isEmpty() ? Optional.empty() : Optional.of(read(found.getFirst()));
    } catch (IOException e) {
      throw new IllegalStateException(RESOURCE + " or the file that it names can't be read", e);
    }
  }

  Optional<String> value(String key) {
    return Optional.ofNullable(settings.getProperty(key));
  }

  private static Deployment read(URL resource) throws IOException {
    Properties own = new Properties();
    try (InputStream in = resource.openStream()) {
      own.load(in);
    }
    String trustDomain = required(own, "trust-domain");
    Path file = Path.of(required(own, "settings"));
    Properties settings = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      settings.load(in);
    }
    if (!trustDomain.equals(settings.getProperty(TRUST_DOMAIN))) {
      throw new IllegalStateException(file + " is not of the trust domain " + trustDomain);
    }
    return new Deployment(trustDomain, settings);
  }

  private static String required(Properties own, String key) {
    String value = own.getProperty(key, "").strip();
    if (value.isEmpty()) {
      throw new IllegalStateException(RESOURCE + " has no " + key);
    }
    return value;
  }

  /** Read once; each copy has its own classes and so its own field. */
  private static final class Own {
    static final Optional<Deployment> FOUND = of(Deployment.class.getClassLoader());
  }
}
