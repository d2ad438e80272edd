package org.bailiwick.policy;

import java.nio.file.Path;

/** A folder with one application, whose policies each permit to read one record. */
final class ShopFolder {
  static final String SCHEMA =
      """
      namespace Shop {
        entity Team;
        entity User in [Team] = { level?: Long };
        entity Record;
        action read appliesTo { principal: [User, Bailiwick::Subject], resource: [Record] };
        action write appliesTo { principal: [User], resource: [Record] };
      }
      """;

  private ShopFolder() {}

  static TestFolder of(Path target, int policies) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < policies; i++) {
      text.append(
          """
          @id("read-%d") @reason("reader")
          permit (principal is Shop::User, action == Shop::Action::"read", resource == Shop::Record::"r%d")
          when { principal.level > 2 };
          """
              .formatted(i, i)
              .replace("principal.level", "principal has level && principal.level"));
    }
    return TestFolder.small(target, "")
        .write("app-shop.cedarschema", SCHEMA)
        .write("app-shop.cedar", text.toString())
        .seal(1);
  }
}
