package org.bailiwick.broker.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStatementTest {

  @Test
  void namesBecomeQuestionMarksOutsideOfLiterals() {
    SqlStatement read =
        SqlStatement.parse(
            "select a::text, ':no', \"b:c\", 'it''s :no' from t where x = :x and y = :y_2 or z=:x");
    assertThat(read.jdbc())
        .isEqualTo(
            "select a::text, ':no', \"b:c\", 'it''s :no' from t where x = ? and y = ? or z=?");
    assertThat(read.names()).containsExactly("x", "y_2", "x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1; drop table t",
        "select 1 -- comment",
        "select /* x */ 1",
        "select $$x$$",
        "select 'open",
        "select \"open",
        "select e'\\'' , :x",
        "select E'a'",
        "select U&'a'",
        "select x ? 'a'",
        "select a : b"
      })
  void refusesWhatCouldEndElsewhereThanItSeems(String text) {
    assertThatThrownBy(() -> SqlStatement.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  /** The salt, password and iterations of RFC 7677 section 3. */
  @Test
  void theVerifierHasTheKeysOfTheStandardsExample() {
    String verifier =
        ScramVerifier.of(
            "pencil".toCharArray(), Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
    assertThat(verifier)
        .isEqualTo(
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
                + ":wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
    assertThat(verifier.getBytes(StandardCharsets.US_ASCII)).hasSizeLessThan(200);
  }
}
