package org.bailiwick.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * The greatest sizes of packages and constructors in the main code of every module
 * (docs/decisions/0002-package-structure.md).
 */
class SizesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int MOST_TYPES = 15;
  private static final int MOST_PARAMETERS = 8;

  @Test
  void packagesHaveFifteenTypesAtMostAndConstructorsEightParameters() throws IOException {
    Sizes sizes = sizesOfMainCode();
    assertThat(sizes.types()).hasSizeGreaterThan(100);
    assertThat(sizes.largePackages()).isEmpty();
    assertThat(sizes.longConstructors()).isEmpty();
  }

  @Test
  void aPackageOfSixteenTypesIsFound() throws IOException {
    List<JavaFileObject> fifteen =
        IntStream.range(0, MOST_TYPES)
            .mapToObj(n -> source("package a.b; class C" + n + " { class Inner {} }"))
            .toList();
    assertThat(Sizes.of(fifteen).largePackages()).isEmpty();
    List<JavaFileObject> sixteen =
        Stream.concat(fifteen.stream(), Stream.of(source("package a.b; interface D {}"))).toList();
    assertThat(Sizes.of(sixteen).largePackages()).containsExactly("a.b");
  }

  @Test
  void aConstructorOfNineParametersIsFound() throws IOException {
    String eight = parameters(MOST_PARAMETERS);
    String nine = parameters(MOST_PARAMETERS + 1);
    List<JavaFileObject> sources =
        List.of(
            source("package a; class B { B(%s) {} void c(%s) {} }".formatted(eight, nine)),
            source("package a; record D(%s) { static int e; D {} }".formatted(eight)),
            source("package a; class F { F(%s) {} }".formatted(nine)),
            source("package a; class G { record H(%s) {} }".formatted(nine)),
            source("package a; record I(int j) { I(%s) { this(n0); } }".formatted(nine)));
    assertThat(Sizes.of(sources).longConstructors()).containsExactly("a.F", "a.G.H", "a.I");
  }

  private static String parameters(int number) {
    return IntStream.range(0, number).mapToObj(n -> "int n" + n).collect(Collectors.joining(", "));
  }

  private static JavaFileObject source(String text) {
    return new SimpleJavaFileObject(URI.create("string:///X.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  private static Sizes sizesOfMainCode() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT);
        StandardJavaFileManager files =
            ToolProvider.getSystemJavaCompiler()
                .getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<Path> sources =
          modules
              .map(module -> module.resolve("src/main/java"))
              .filter(Files::isDirectory)
              .flatMap(SizesTest::sources)
              .toList();
      return Sizes.of(files.getJavaFileObjectsFromPaths(sources));
    }
  }

  private static Stream<Path> sources(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Top-level types by package, and types with a constructor of too many parameters. */
  private record Sizes(Map<String, Integer> types, Set<String> longConstructors) {

    static Sizes of(Iterable<? extends JavaFileObject> sources) throws IOException {
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      JavacTask task = (JavacTask) compiler.getTask(null, null, null, null, null, sources);
      Map<String, Integer> types = new HashMap<>();
      LongConstructors found = new LongConstructors();
      for (CompilationUnitTree unit : task.parse()) {
        String name = unit.getPackageName().toString();
        types.merge(name, unit.getTypeDecls().size(), Integer::sum);
        found.scan(unit.getTypeDecls(), name);
      }
      return new Sizes(types, found.names);
    }

    Set<String> largePackages() {
      return types.entrySet().stream()
          .filter(entry -> entry.getValue() > MOST_TYPES)
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }
  }

  /** Passes the name of the package or type that a part of the source is in. */
  private static final class LongConstructors extends TreeScanner<Void, String> {
    private final Set<String> names = new TreeSet<>();

    @Override
    public Void visitClass(ClassTree type, String outer) {
      String name = outer + "." + type.getSimpleName();
      if (type.getKind() == Tree.Kind.RECORD && components(type) > MOST_PARAMETERS) {
        names.add(name);
      }
      return super.visitClass(type, name);
    }

    /** A record has no other fields of its objects. */
    private static long components(ClassTree type) {
      return type.getMembers().stream()
          .filter(VariableTree.class::isInstance)
          .map(VariableTree.class::cast)
          .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
          .count();
    }

    @Override
    public Void visitMethod(MethodTree method, String type) {
      boolean constructor = method.getReturnType() == null;
      if (constructor && method.getParameters().size() > MOST_PARAMETERS) {
        names.add(type);
      }
      return super.visitMethod(method, type);
    }
  }
}
