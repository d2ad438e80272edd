package org.bailiwick.broker.aws;

import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.AssetMembers;

/** For which service in which region a signature counts. */
record AwsScope(String region, String service) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /** Services that take the path of a signature as it is sent; all others encode it once more. */
  private static final Set<String> PATH_AS_SENT =
      Set.of("s3", "s3express", "s3-outposts", "s3-object-lambda");

  static AwsScope parse(AssetMembers members) {
    return new AwsScope(name(members, "region"), name(members, "service"));
  }

  private static String name(AssetMembers members, String member) {
    String text = members.text(member);
    if (!NAME.matcher(text).matches()) {
      throw members.fault(member, "is not a name of a-z, 0-9 and -");
    }
    return text;
  }

  boolean takesPathAsSent() {
    return PATH_AS_SENT.contains(service);
  }

  /** The credential scope of this day, which is written {@code 20261130}. */
  String on(String day) {
    return day + "/" + region + "/" + service + "/aws4_request";
  }

  @Override
  public String toString() {
    return region + "/" + service;
  }
}
