package org.bailiwick.node.catalogue;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.catalogue.CapabilityType.Approval;
import org.bailiwick.node.catalogue.CapabilityType.Kind;
import org.bailiwick.node.catalogue.CapabilityType.Repeat;
import org.bailiwick.node.catalogue.CapabilityType.Risk;
import org.bailiwick.node.valuetype.TypeName;

/**
 * Reads {@code ledger.post@1.json}: {@code {"capability": "ledger.post@1", "kind": "agent",
 * "owner": "General Ledger", "risk": "high", "input": "booking@1", "output": "receipt@1"}}, and the
 * optional members {@code repeat}, {@code compensated_by}, {@code approval}, {@code description}.
 */
public final class CapabilityFile {
  private static final long MAX_OCTETS = 16_384;
  private static final int MAX_OWNER = 100;
  private static final int MAX_DESCRIPTION = 1000;
  private static final String COMPENSATION = "compensated_by";
  private static final String DESCRIPTION = "description";
  private static final Set<String> NEEDED =
      Set.of("capability", "kind", "owner", "risk", "input", "output");
  private static final Set<String> OPTIONAL =
      Set.of("repeat", COMPENSATION, "approval", DESCRIPTION);

  private final JsonObject json;

  private CapabilityFile(JsonObject json) {
    this.json = json;
  }

  /**
   * The capability that the file describes.
   *
   * @throws IOException saying what is wrong with the file
   */
  public static CapabilityType read(Path file) throws IOException {
    if (Files.size(file) > MAX_OCTETS) {
      throw new IOException("the file has more than " + MAX_OCTETS + " octets");
    }
    try {
      CapabilityType type =
          new CapabilityFile(StrictJson.object(Files.readAllBytes(file))).capability();
      if (!(type.capability() + ".json").equals(String.valueOf(file.getFileName()))) {
        throw new IOException("the file's name is not the capability's name and version");
      }
      return type;
    } catch (ProblemException e) {
      throw new IOException(e.detail(), e);
    }
  }

  private CapabilityType capability() throws IOException {
    for (String name : json.keySet()) {
      if (!NEEDED.contains(name) && !OPTIONAL.contains(name)) {
        throw new IOException("the member " + name + " is not defined");
      }
    }
    Capability capability = named("capability");
    Optional<Capability> compensation =
        json.containsKey(COMPENSATION) ? Optional.of(named(COMPENSATION)) : Optional.empty();
    if (compensation.filter(capability::equals).isPresent()) {
      throw new IOException("a capability does not undo itself");
    }
    return new CapabilityType(
        capability,
        of(text("kind"), Kind.values(), Kind::text),
        new CapabilityType.Review(
            owner(), of(text("risk"), Risk.values(), Risk::text), description()),
        TypeName.parse(text("input")),
        TypeName.parse(text("output")),
        of(textOr("repeat", Repeat.WITH_KEY.text()), Repeat.values(), Repeat::text),
        compensation,
        of(textOr("approval", Approval.NONE.text()), Approval.values(), Approval::text));
  }

  private Capability named(String member) throws IOException {
    Capability capability = Capability.parse(text(member));
    if (!capability.parameters().isEmpty()) {
      throw new IOException(member + " must have no parameters");
    }
    return capability;
  }

  private String owner() throws IOException {
    String owner = text("owner");
    if (!PlainText.isName(owner, MAX_OWNER)) {
      throw new IOException("owner must be a name of 1 to " + MAX_OWNER + " characters");
    }
    return owner;
  }

  private String description() throws IOException {
    String description = textOr(DESCRIPTION, "");
    if (!description.isEmpty() && !PlainText.isText(description, MAX_DESCRIPTION)) {
      throw new IOException(
          "description must be plain text of at most " + MAX_DESCRIPTION + " characters");
    }
    return description;
  }

  private String textOr(String member, String otherwise) throws IOException {
    return json.containsKey(member) ? text(member) : otherwise;
  }

  private String text(String member) throws IOException {
    if (!(json.get(member) instanceof JsonString text)) {
      throw new IOException("the member " + member + " must be there and be a text");
    }
    return text.getString();
  }

  private static <T> T of(String text, T[] values, Function<T, String> name) throws IOException {
    for (T value : values) {
      if (name.apply(value).equals(text)) {
        return value;
      }
    }
    throw new IOException(
        "'" + text + "' is none of " + String.join(", ", Arrays.stream(values).map(name).toList()));
  }
}
