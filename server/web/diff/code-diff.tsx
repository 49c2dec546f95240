import { useState } from 'react';
import { TagLinks } from '../parts/index.ts';
import type { Code, CodeClass } from './code.ts';
import { CodeListing } from './code-listing.tsx';
import { CodeRungs } from './code-rungs.tsx';
import { CodeSummary } from './code-summary.tsx';
import { CodeTable } from './code-table.tsx';
import { DiffTabs, type Shown } from './diff-tabs.tsx';
import { TextDiff } from './text-diff.tsx';

/** A source of a PLC language by its meaning; its sentence stands above every view. */
export function CodeDiff({ diff, shown }: { readonly diff: Code; readonly shown: Shown }) {
  const [only, setOnly] = useState<CodeClass | null>(null);
  const { asset, path } = shown;
  return (
    <TagLinks>
      <p className="says">{diff.sentence}</p>
      {diff.truncated && (
        <p className="blank">
          ! More differs than is listed here. The counts are of all of it; the whole file is in git.
        </p>
      )}
      <DiffTabs diff={diff} shown={shown}>
        {view => {
          switch (view) {
            case 'summary':
              return (
                <CodeSummary
                  diff={diff}
                  asset={asset}
                  label={path}
                  onClass={of => {
                    setOnly(of);
                    shown.onView('table');
                  }}
                />
              );
            case 'table':
              return <CodeTable diff={diff} asset={asset} label={path} only={only} onOnly={setOnly} />;
            case 'listing':
              return <CodeListing diff={diff} asset={asset} label={path} />;
            case 'rung':
              return <CodeRungs diff={diff} asset={asset} />;
            case 'raw':
              return <TextDiff diff={diff.raw} label={`Lines of ${path}`} />;
          }
        }}
      </DiffTabs>
    </TagLinks>
  );
}
