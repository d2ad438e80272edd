package org.bailiwick.command.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.bailiwick.contract.json.StrictJson;
import org.junit.jupiter.api.Test;

class DraftTextTest {

  /** Letters of the block "Tags" are invisible on a terminal, and models read them. */
  @Test
  void whatAReviewerCannotSeeIsEscaped() {
    String draft =
        DraftText.of(
            StrictJson.object(
                "{\"description\": \"Adds\\udb40\\udc41 numbers\\u202e, \\u00e4\\u001b[2J\"}"));

    assertThat(draft)
        .contains("\"Adds\\udb40\\udc41 numbers\\u202e, \\u00e4\\u001b[2J\"")
        .matches("(?s)[\\n -~]*");
  }
}
