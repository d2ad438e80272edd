package org.bailiwick.broker.database;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.AssetLimits;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The result of a statement as JSON: {@code {"count": n}}, with {@code "rows"} if there are any.
 * Numbers that JSON readers might round, and all other types, are texts as PostgreSQL writes them.
 */
final class ResultText {
  private static final Pattern SAFE_NUMBER = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");

  private ResultText() {}

  /** The result is larger than the asset's limits allow. */
  static final class TooLarge extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** The result of an executed statement. */
  static String of(PreparedStatement statement, boolean hasRows, AssetLimits limits)
      throws SQLException, TooLarge {
    if (!hasRows) {
      return "{\"count\":" + statement.getUpdateCount() + "}";
    }
    StringWriter text = new StringWriter();
    int count = 0;
    try (ResultSet rows = statement.getResultSet();
        JsonGenerator out = Json.createGenerator(text)) {
      out.writeStartObject().writeStartArray("rows");
      while (rows.next()) {
        count++;
        if (count > limits.rows()) {
          throw new TooLarge();
        }
        row(rows, out);
        out.flush();
        if (text.getBuffer().length() > limits.bytes()) {
          throw new TooLarge();
        }
      }
      out.writeEnd().write("count", count).writeEnd();
    }
    return text.toString();
  }

  private static void row(ResultSet rows, JsonGenerator out) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    out.writeStartObject();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      out.writeKey(columns.getColumnLabel(i));
      value(rows, i, columns.getColumnTypeName(i), out);
    }
    out.writeEnd();
  }

  private static void value(ResultSet rows, int column, String type, JsonGenerator out)
      throws SQLException {
    String text = rows.getString(column);
    if (text == null) {
      out.writeNull();
      return;
    }
    switch (type) {
      case "bool" -> out.write(rows.getBoolean(column));
      case "int2", "int4", "int8", "serial", "bigserial", "numeric" -> number(text, out);
      case "json", "jsonb" -> json(text, out);
      default -> out.write(text);
    }
  }

  private static void number(String text, JsonGenerator out) {
    if (SAFE_NUMBER.matcher(text).matches()) {
      out.write(new BigDecimal(text));
    } else {
      out.write(text);
    }
  }

  /** JSON that a strict reader refuses is passed on as a text. */
  private static void json(String text, JsonGenerator out) {
    try {
      out.write(StrictJson.value(text));
    } catch (ProblemException e) {
      out.write(text);
    }
  }
}
