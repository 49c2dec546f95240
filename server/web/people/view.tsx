import { useQuery } from '@tanstack/react-query';
import { peopleQuery } from '../api/index.ts';
import { useMay } from '../app/index.ts';
import { counted, Loaded, useTitle } from '../parts/index.ts';
import { AddPerson } from './add.tsx';
import { PersonRow } from './row.tsx';

/** Who may come in, as what, and where. */
export function PeopleView() {
  useTitle('People');
  const people = useQuery(peopleQuery);
  const may = useMay('manage-people');
  return (
    <div className="view">
      <h1>People</h1>
      <Loaded result={people} what="the people">
        {({ rows }) => {
          const open = rows.filter(({ state }) => state === 'active');
          const bare = open.filter(({ secondFactor }) => !secondFactor);
          return (
            <>
              <p>
                {counted(open.length, 'active account')}
                {bare.length > 0 ? `, ${bare.length} of them without a second factor` : ''}.
              </p>
              {may && <AddPerson people={rows} />}
              <div className="table-scroll">
                <table className="values people">
                  <thead>
                    <tr>
                      <th scope="col">Person</th>
                      <th scope="col">State</th>
                      <th scope="col">May act as</th>
                      <th scope="col">Second factor</th>
                      <th scope="col">Sponsor, end</th>
                      {may && <td />}
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map(person => (
                      <PersonRow key={person.person} person={person} people={rows} may={may} />
                    ))}
                  </tbody>
                </table>
              </div>
            </>
          );
        }}
      </Loaded>
    </div>
  );
}
