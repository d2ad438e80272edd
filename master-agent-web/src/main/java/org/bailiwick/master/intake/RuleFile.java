package org.bailiwick.master.intake;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/** Reads {@code {"service": "jobs", "rule": "all-of(mtls,access-token)"}}. */
final class RuleFile {
  private static final String SERVICE = "service";
  private static final String RULE = "rule";

  private RuleFile() {}

  /**
   * The rule in the file of this service, which names these methods only.
   *
   * @throws IOException saying what is wrong with the file
   */
  static AuthenticationRule read(Path file, String service, Set<String> methods)
      throws IOException {
    try {
      JsonObject json = StrictJson.object(Files.readAllBytes(file));
      if (!json.keySet().equals(Set.of(SERVICE, RULE))) {
        throw new IOException("the members must be service and rule");
      }
      if (!json.getString(SERVICE).equals(service)) {
        throw new IOException("the service is not that of the file's name");
      }
      return AuthenticationRule.parse(json.getString(RULE), methods);
    } catch (NoSuchFileException e) {
      throw new IOException("the file is missing", e);
    } catch (ClassCastException e) {
      throw new IOException("a member is not a text", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    } catch (ProblemException e) {
      throw new IOException(e.detail(), e);
    }
  }
}
