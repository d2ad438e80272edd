package org.bailiwick.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threat 59: what a value of the input becomes in filters and names. */
class TemplatesTest {
  private static final List<String> HOSTILE =
      List.of(
          "*",
          "a)(uid=*",
          "a)(|(objectClass=*",
          "*)(&",
          "a\\",
          "\\2a",
          "a\\29\\28uid=\\2a",
          ":uid",
          "a,dc=other",
          "a+cn=b",
          "\"a\"",
          " a ",
          "#04",
          "a;b<c>=d",
          "ü)(cn=é");

  private static Filter filled(String template, String value) {
    return FilterTemplate.parse(template).fill(Map.of("v", value));
  }

  @Test
  void threat59AValueInAFilterStaysOneValue() throws LDAPException {
    for (String value : HOSTILE) {
      Filter filter = filled("(&(objectClass=person)(uid=:v))", value);
      assertThat(filter.getComponents()).as(value).hasSize(2);
      Filter second = filter.getComponents()[1];
      assertThat(second.getFilterType()).isEqualTo(Filter.FILTER_TYPE_EQUALITY);
      assertThat(second.getAssertionValue()).isEqualTo(value);
      // as text it is read back as the same filter, so its escapes are those of RFC 4515
      assertThat(Filter.create(filter.toString())).isEqualTo(filter);
    }
  }

  @Test
  void threat59AValueInASubstringFilterHasNoWildcards() throws LDAPException {
    for (String value : HOSTILE) {
      Filter filter = filled("(!(cn=a*:v*:v))", value).getNOTComponent();
      assertThat(filter.getSubInitialString()).isEqualTo("a");
      assertThat(filter.getSubAnyStrings()).containsExactly(value);
      assertThat(filter.getSubFinalString()).isEqualTo(value);
      assertThat(Filter.create(filter.toString())).isEqualTo(filter);
    }
  }

  @Test
  void valuesFillEveryKindOfFilter() {
    assertThat(filled("(|(n>=:v)(n<=:v)(n~=:v)(n=*))", "7").toString())
        .isEqualTo("(|(n>=7)(n<=7)(n~=7)(n=*))");
    assertThat(filled("(member:1.2.840.113556.1.4.1941:=:v)", "cn=a").toString())
        .isEqualTo("(member:1.2.840.113556.1.4.1941:=cn=a)");
    assertThat(filled("(ou:dn:=:v)", "a").toString()).isEqualTo("(ou:dn:=a)");
  }

  @Test
  void threat59AValueInANameStaysTheValueOfItsRdn() throws LDAPException {
    NameTemplate template = NameTemplate.parse("uid=:v,ou=people,dc=example");
    for (String value : HOSTILE) {
      DN name = new DN(template.fill(Map.of("v", value)).toString());
      assertThat(name.getRDNs()).as(value).hasSize(3);
      assertThat(name.getRDNs()[0].isMultiValued()).isFalse();
      assertThat(name.getRDNs()[0].getAttributeValues()).containsExactly(value);
      assertThat(name.isDescendantOf("ou=people,dc=example", false)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uid=:v",
        "(uid=:v",
        "(uid=:V)",
        "(uid=:v:w)",
        "(userPassword=:v)",
        "(&(objectClass=*)(!(userPassword;x=*)))",
        "(1.2.3=:v)",
        ""
      })
  void aFilterThatIsNotAsItHasToBeIsRefused(String text) {
    assertThatThrownBy(() -> FilterTemplate.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":v", "uid", "uid=:V", "uid=:v;w"})
  void aNameThatIsNotAsItHasToBeIsRefused(String text) {
    assertThatThrownBy(() -> NameTemplate.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
