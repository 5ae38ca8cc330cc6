package dev.understudy.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Small files with one idea, small methods with one thing to do. */
final class SizesTest {
    private static final int FILE_LINES_MAX = 500;
    private static final int METHOD_LINES_MAX = 70;

    @Test
    void filesHoldOneIdea() {
        var wrong = new ArrayList<String>();
        for (Path file : House.files(".java")) {
            long lines = House.text(file).lines().count();
            if (lines > FILE_LINES_MAX) {
                wrong.add(House.ROOT.relativize(file) + " has " + lines + " lines; at most " + FILE_LINES_MAX);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void methodsDoOneThing() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var wrong = new ArrayList<String>();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(House.files(".java")));
            var positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree method, Void none) {
                        long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
                        long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
                        if (last - first + 1 > METHOD_LINES_MAX) {
                            wrong.add(unit.getSourceFile().getName() + ": " + method.getName() + " has "
                                    + (last - first + 1) + " lines; at most " + METHOD_LINES_MAX);
                        }
                        return super.visitMethod(method, none);
                    }
                }.scan(unit, null);
            }
        }
        assertThat(wrong).isEmpty();
    }
}
