package org.bailiwick.master.peopleclients;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Reads a file of the folder of clients. That of one client is for instance {@code desk.json}:
 * {@code {"client_id": "desk", "kind": "public", "provider": "keycloak", "redirect_uris":
 * ["http://127.0.0.1/callback"], "scopes": ["invoice.parse@1"]}}. {@link DocumentPermitFile} has
 * the other kind.
 */
final class PeopleClientFile {
  static final String SUFFIX = ".json";

  /** May be absent: the client's instances are not attested then. */
  private static final String ATTESTER = "attester";

  private static final Set<String> MEMBERS =
      Set.of("client_id", "kind", "provider", "redirect_uris", "scopes");

  /** No colon, so that a client is never mistaken for an agent with a SPIFFE id. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private PeopleClientFile() {}

  /** Reads the members of a file. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(JsonObject json) throws IOException;
  }

  /**
   * What the file says.
   *
   * @throws IOException saying what is wrong with the file
   */
  static ClientFile read(Path file, Clock clock) throws IOException {
    return read(
        Files.readAllBytes(file),
        json -> {
          if (json.getString("kind").equals(DocumentPermitFile.KIND)) {
            return new PermittedDocuments(DocumentPermitFile.read(json, file), clock);
          }
          ReviewedClient client = client(json);
          if (!(client.id() + SUFFIX).equals(String.valueOf(file.getFileName()))) {
            throw new IOException("the file's name is not the client_id");
          }
          return client;
        });
  }

  /** The client of a file with this text and any name. */
  static ReviewedClient client(byte[] text) throws IOException {
    return read(text, PeopleClientFile::client);
  }

  private static <T> T read(byte[] text, Reading<T> reading) throws IOException {
    try {
      return reading.of(StrictJson.object(text));
    } catch (ProblemException e) {
      throw new IOException(e.detail(), e);
    } catch (ClassCastException | NullPointerException e) {
      throw new IOException("a member is of the wrong form", e);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static ReviewedClient client(JsonObject json) throws IOException {
    if (!json.getString("kind").equals("public")) {
      throw new IOException("kind must be \"public\" or \"" + DocumentPermitFile.KIND + "\"");
    }
    Set<String> members = new HashSet<>(json.keySet());
    members.remove(ATTESTER);
    if (!members.equals(MEMBERS)) {
      throw new IOException("the members must be " + String.join(", ", List.copyOf(MEMBERS)));
    }
    List<RedirectUri> redirects =
        texts(json, "redirect_uris").stream().map(RedirectUri::parse).toList();
    if (redirects.isEmpty()) {
      throw new IOException("redirect_uris must not be empty");
    }
    return new ReviewedClient(
        name(json, "client_id"),
        name(json, "provider"),
        redirects,
        CapabilitySet.parse(texts(json, "scopes")),
        json.containsKey(ATTESTER) ? Optional.of(name(json, ATTESTER)) : Optional.empty());
  }

  static String name(JsonObject json, String member) throws IOException {
    String text = json.getString(member);
    if (!NAME.matcher(text).matches()) {
      throw new IOException(member + " must be a name of 1 to 63 of a-z 0-9 . _ -");
    }
    return text;
  }

  static List<String> texts(JsonObject json, String member) {
    // The elements are cast one by one, so that a number among them is a fault.
    return json.getJsonArray(member).stream()
        .map(JsonString.class::cast)
        .map(JsonString::getString)
        .toList();
  }
}
