package org.bailiwick.node.valuetype;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Reads {@code types/booking@1.json}: {@code {"type": "booking@1", "schema": {"type": "object"}}}.
 */
public final class ValueTypeFile {
  private static final String TYPE = "type";
  private static final String SCHEMA = "schema";

  /** A larger schema would need seconds and much memory to be read. */
  private static final long MAX_OCTETS = 65_536;

  private ValueTypeFile() {}

  /**
   * The type that the file describes.
   *
   * @throws IOException saying what is wrong with the file
   */
  public static ValueType read(Path file) throws IOException {
    if (Files.size(file) > MAX_OCTETS) {
      throw new IOException("the file has more than " + MAX_OCTETS + " octets");
    }
    try {
      ValueType type = of(StrictJson.object(Files.readAllBytes(file)));
      if (!(type.name() + ".json").equals(String.valueOf(file.getFileName()))) {
        throw new IOException("the file's name is not the type's name");
      }
      return type;
    } catch (ProblemException e) {
      throw new IOException(e.detail(), e);
    }
  }

  private static ValueType of(JsonObject json) throws IOException {
    if (!json.keySet().equals(Set.of(TYPE, SCHEMA))
        || !(json.get(TYPE) instanceof JsonString name)
        || !(json.get(SCHEMA) instanceof JsonObject schema)) {
      throw new IOException("the members must be type, a text, and schema, an object");
    }
    return new ValueType(TypeName.parse(name.getString()), ValueSchema.of(schema));
  }
}
