package org.bailiwick.master.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bailiwick.node.log.StructuredLog;

/**
 * The rules of authentication, one file per service: {@code jobs.json}, {@code oversight.json}. The
 * folder is loaded as a whole or not at all. A folder with a fault stops the start; later the rules
 * in force stay, and the fault is reported until it is corrected. Without a folder each service has
 * its built-in rule.
 */
public final class ServiceRules {
  private static final StructuredLog LOG = StructuredLog.of(ServiceRules.class);
  private static final String SUFFIX = ".json";

  /** The services with a rule of their own, each with its built-in rule. */
  public enum ServiceName {
    /** The jobs resource, for those who call it. */
    JOBS("all-of(mtls,access-token)"),
    /** The approvals resource, for people; officers show their certificates there. */
    APPROVALS(JOBS),
    /** The MCP server, for those who call it. */
    MCP(JOBS),
    /** The jobs resource, for officers and auditors, who have no access tokens. */
    OVERSIGHT("all-of(mtls)"),
    /** The interface of A2A, for those who call it. */
    A2A(JOBS);

    private final String builtIn;

    private final Optional<ServiceName> like;

    ServiceName(String builtIn) {
      this.builtIn = builtIn;
      this.like = Optional.empty();
    }

    ServiceName(ServiceName like) {
      this.builtIn = like.builtIn;
      this.like = Optional.of(like);
    }

    /** The service whose rule counts while the folder has no file for this one. */
    Optional<ServiceName> like() {
      return like;
    }

    /** The name in the file, which is also the name of the file. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    String fileName() {
      return text() + SUFFIX;
    }

    /** The text of the built-in rule. */
    String builtInText() {
      return builtIn;
    }

    AuthenticationRule builtIn(Set<String> methods) {
      return AuthenticationRule.parse(builtIn, methods);
    }
  }

  private final Optional<Path> folder;
  private final Set<String> methods;
  private volatile Map<ServiceName, AuthenticationRule> inForce;
  private volatile Optional<String> fault = Optional.empty();

  private ServiceRules(Optional<Path> folder, Set<String> methods) {
    this.folder = folder;
    this.methods = methods;
    this.inForce = folder.map(this::read).orElseGet(() -> builtIn(methods));
  }

  /**
   * Loads the rules of a folder, or the built-in ones if there is no folder.
   *
   * @param methods the names of the methods that a rule may name
   * @throws IllegalStateException that names each file with a fault
   */
  public static ServiceRules load(Optional<Path> folder, Set<String> methods) {
    return new ServiceRules(folder, methods);
  }

  /** Loads the folder again; a periodic task calls it. */
  public void follow() {
    if (folder.isEmpty()) {
      return;
    }
    try {
      Map<ServiceName, AuthenticationRule> read = read(folder.get());
      if (!read.equals(inForce)) {
        inForce = read;
        LOG.info("authentication-rules.loaded", Map.of("services", read.size()));
      }
      fault = Optional.empty();
    } catch (IllegalStateException e) {
      if (!fault.equals(Optional.of(e.getMessage()))) {
        LOG.warn("authentication-rules.refused", Map.of("reason", e.getMessage()));
      }
      fault = Optional.of(e.getMessage());
    }
  }

  /** Why the folder is refused, while earlier rules are in force. */
  public Optional<String> fault() {
    return fault;
  }

  /** The names of the methods in the rule of the jobs resource that is in force. */
  public Set<String> methodsOfJobs() {
    return of(ServiceName.JOBS).methods();
  }

  /** The names of the methods in the rule of this service that is in force. */
  public Set<String> methodsOf(ServiceName service) {
    return of(service).methods();
  }

  /** The sets of methods of which one must pass at this service, by the rule in force. */
  public List<Set<String>> alternativesAt(ServiceName service) {
    return of(service).alternatives();
  }

  /** The rule of this service that is in force. */
  AuthenticationRule of(ServiceName service) {
    return inForce.get(service);
  }

  private static Map<ServiceName, AuthenticationRule> builtIn(Set<String> methods) {
    Map<ServiceName, AuthenticationRule> rules = new EnumMap<>(ServiceName.class);
    for (ServiceName service : ServiceName.values()) {
      rules.put(service, service.builtIn(methods));
    }
    return rules;
  }

  private Map<ServiceName, AuthenticationRule> read(Path folder) {
    Map<ServiceName, AuthenticationRule> rules = new EnumMap<>(ServiceName.class);
    Map<String, String> faults = new TreeMap<>();
    for (String stranger : strangers(folder)) {
      faults.put(stranger, "no service has this name");
    }
    for (ServiceName service : ServiceName.values()) {
      if (service.like.isPresent() && Files.notExists(folder.resolve(service.fileName()))) {
        continue;
      }
      try {
        rules.put(
            service, RuleFile.read(folder.resolve(service.fileName()), service.text(), methods));
      } catch (IOException e) {
        faults.put(service.fileName(), String.valueOf(e.getMessage()));
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalStateException("rules of authentication: " + faults);
    }
    for (ServiceName service : ServiceName.values()) {
      service.like.ifPresent(other -> rules.putIfAbsent(service, rules.get(other)));
    }
    return rules;
  }

  /** Files that belong to no service, whose rule an operator may believe to be in force. */
  private static List<String> strangers(Path folder) {
    List<String> known = Arrays.stream(ServiceName.values()).map(ServiceName::fileName).toList();
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX) && !known.contains(name))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalStateException(
          "rules of authentication: the folder cannot be read: " + folder, e);
    }
  }
}
