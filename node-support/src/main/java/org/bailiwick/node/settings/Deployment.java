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
 * Which trust domain this copy of an application serves. A copy that stands beside another in one
 * process carries {@value #RESOURCE}, which names its trust domain and its own file of settings;
 * that file is then all that it reads. The process's settings are another domain's, so nothing of
 * them stands in for what the file lacks. An application without the resource has the process for
 * itself (docs/trust-domains.md).
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

  /** The copy that this class was loaded for; empty when it is the process's only one. */
  static Optional<Deployment> own() {
    return Own.FOUND;
  }

  /** Name of the trust domain that this copy serves; empty when it is the process's first. */
  public static Optional<String> furtherTrustDomain() {
    return own().map(copy -> copy.trustDomain);
  }

  /** Name of the trust domain that this code serves, for log lines. */
  public static Optional<String> trustDomain() {
    return furtherTrustDomain().or(() -> Optional.ofNullable(System.getProperty(TRUST_DOMAIN)));
  }

  /**
   * Reads the resource and the file that it names.
   *
   * @throws IllegalStateException when there are several, one of its keys is missing, the file
   *     can't be read, or it is of another trust domain
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

  /** Read once; each copy has classes, and so this field, of its own. */
  private static final class Own {
    static final Optional<Deployment> FOUND = of(Deployment.class.getClassLoader());
  }
}
