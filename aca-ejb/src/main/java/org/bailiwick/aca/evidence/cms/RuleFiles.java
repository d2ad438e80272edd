package org.bailiwick.aca.evidence.cms;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.credential.Pem;

/**
 * A folder of rules ({@code *.json}) and the certificates ({@code *.pem}) that they name. It is
 * read again when a file changes.
 */
public final class RuleFiles {

  private final Map<String, List<X509Certificate>> certificates;

  private RuleFiles(Map<String, List<X509Certificate>> certificates) {
    this.certificates = certificates;
  }

  /** Reads one rule. */
  @FunctionalInterface
  public interface Parser<R> {
    R parse(Claims rule, RuleFiles files);
  }

  public static <R> FolderSource<List<R>> in(Path folder, Parser<R> parser, Clock clock) {
    return new FolderSource<>(folder, "", files -> read(files, parser), clock);
  }

  private static <R> List<R> read(List<FolderSource.Content> files, Parser<R> parser)
      throws IOException {
    Map<String, List<X509Certificate>> certificates = new HashMap<>();
    for (FolderSource.Content file : files) {
      if (file.name().endsWith(".pem")) {
        certificates.put(file.name(), Pem.certificates(file.bytes()));
      }
    }
    RuleFiles all = new RuleFiles(certificates);
    List<R> rules = new ArrayList<>();
    for (FolderSource.Content file : files) {
      if (file.name().endsWith(".json")) {
        rules.add(parser.parse(Claims.parse("rule", file.text()), all));
      }
    }
    return List.copyOf(rules);
  }

  /** The certificates of the files that this member names. */
  public List<X509Certificate> certificates(Claims rule, String member) {
    List<X509Certificate> named = new ArrayList<>();
    for (String name : rule.texts(member)) {
      if (!certificates.containsKey(name)) {
        throw new IllegalArgumentException("there is no file " + name);
      }
      named.addAll(certificates.get(name));
    }
    return List.copyOf(named);
  }

  /** An ISO 8601 duration, by default ten minutes. */
  public static Duration duration(Claims rule, String member) {
    return rule.find(member).map(Duration::parse).orElse(Duration.ofMinutes(10));
  }
}
