package org.bailiwick.proxy.workload;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/** JSON as the message {@code google.protobuf.Struct} (protobuf.dev, Well-Known Types). */
final class ClaimsMessage {
  private static final int NULL = 1;
  private static final int NUMBER = 2;
  private static final int TEXT = 3;
  private static final int FLAG = 4;
  private static final int STRUCT = 5;
  private static final int LIST = 6;

  private ClaimsMessage() {}

  static ProtocolBuffer of(JsonObject object) {
    ProtocolBuffer struct = new ProtocolBuffer();
    object.forEach(
        (name, value) ->
            struct.message(1, new ProtocolBuffer().text(1, name).message(2, value(value))));
    return struct;
  }

  private static ProtocolBuffer value(JsonValue value) {
    ProtocolBuffer message = new ProtocolBuffer();
    return switch (value.getValueType()) {
      case NULL -> message.flag(NULL, false); // the only constant of NullValue is 0
      case TRUE -> message.flag(FLAG, true);
      case FALSE -> message.flag(FLAG, false);
      case NUMBER -> message.number(NUMBER, ((JsonNumber) value).doubleValue());
      case STRING -> message.text(TEXT, ((JsonString) value).getString());
      case OBJECT -> message.message(STRUCT, of(value.asJsonObject()));
      case ARRAY -> message.message(LIST, list(value.asJsonArray()));
    };
  }

  private static ProtocolBuffer list(JsonArray array) {
    ProtocolBuffer list = new ProtocolBuffer();
    array.forEach(each -> list.message(1, value(each)));
    return list;
  }
}
